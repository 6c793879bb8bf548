import { utf8Bytes } from '../../../src/settings/topic';
import { sharedText } from './definition';
import type { DialogNode } from './dialog-node';
import { valueOf } from './fields';
import { FLOW_LIMIT_BYTES, type ModelReading, readModel, sizeOf } from './thing-model';
import { problemSentence } from './problem-sentence';

/** The field of a product's thing model in a config node's dialog: what was pasted or loaded is reduced in place, and counted below. */
export function prepareThingModel(node: DialogNode): void {
  const field = $('#node-config-input-tsl');
  const found = $(`#${node.type}-tsl-found`);
  const file = $(`#${node.type}-tsl-file`);
  const show = () => showModel(field, found);
  field.on('change', show);
  show();
  $(`#${node.type}-tsl-load`).on('click', (event) => {
    event.preventDefault();
    file.val('').trigger('click');
  });
  file.on('change', (event) => {
    const [chosen] = (event.target as HTMLInputElement).files ?? [];
    void chosen?.text().then((content) => field.val(content).trigger('change'));
  });
  $(`#${node.type}-tsl-clear`).on('click', (event) => {
    event.preventDefault();
    field.val('').trigger('change');
  });
}

function showModel(field: JQuery, found: JQuery): void {
  found.removeClass('form-tips form-warning').empty();
  const reading = readModel(field.val());
  if (reading === undefined) return;
  found.addClass('form-tips');
  if ('problem' in reading) {
    found.addClass('form-warning').text(problemSentence(reading.problem, 'aliyun'));
    return;
  }
  field.val(reading.reduced);
  const warnings = warningsOf(reading);
  found
    .toggleClass('form-warning', warnings.length > 0)
    .text(sharedText('thingModel.found', sizeOf(reading.model)));
  for (const warning of warnings) found.append($('<div>').text(warning));
}

/** Accepted by the runtime but probably a mistake. */
function warningsOf({ reduced, productKey, hasParts }: ModelReading): string[] {
  const chosen = valueOf('#node-config-input-productKey');
  const bytes = utf8Bytes(reduced);
  const warnings: string[] = [];
  if (!hasParts) warnings.push(sharedText('thingModel.notModel'));
  if (bytes > FLOW_LIMIT_BYTES) {
    const values = { kilobytes: Math.ceil(bytes / 1024), limit: FLOW_LIMIT_BYTES / 1024 };
    warnings.push(sharedText('thingModel.long', values));
  }
  if (productKey !== undefined && chosen !== '' && productKey !== chosen) {
    warnings.push(sharedText('thingModel.otherProduct', { product: productKey }));
  }
  return warnings;
}
