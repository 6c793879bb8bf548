import { utf8Bytes } from '../../../src/settings/topic';
import type { DialogNode } from '../../shared/editor/dialog-node';
import { valueOf } from '../../shared/editor/fields';
import { FLOW_LIMIT_BYTES, type ModelReading, readModel, sizeOf } from '../../shared/editor/thing-model';
import { problemSentence } from '../../shared/editor/problem-sentence';

/** The tab with the product's thing model: what was pasted or loaded is reduced in place, and counted below. */
export function prepareThingTab(node: DialogNode): void {
  const field = $('#node-config-input-tsl');
  const found = $('#ec20-modem-tsl-found');
  const file = $('#ec20-modem-tsl-file');
  const show = () => showModel(node, field, found);
  field.on('change', show);
  show();
  $('#ec20-modem-tsl-load').on('click', (event) => {
    event.preventDefault();
    file.val('').trigger('click');
  });
  file.on('change', (event) => {
    const [chosen] = (event.target as HTMLInputElement).files ?? [];
    void chosen?.text().then((content) => field.val(content).trigger('change'));
  });
  $('#ec20-modem-tsl-clear').on('click', (event) => {
    event.preventDefault();
    field.val('').trigger('change');
  });
}

function showModel(node: DialogNode, field: JQuery, found: JQuery): void {
  found.removeClass('form-tips form-warning').empty();
  const reading = readModel(field.val());
  if (reading === undefined) return;
  found.addClass('form-tips');
  if ('problem' in reading) {
    found.addClass('form-warning').text(problemSentence(reading.problem, 'aliyun'));
    return;
  }
  field.val(reading.reduced);
  const warnings = warningsOf(node, reading);
  found
    .toggleClass('form-warning', warnings.length > 0)
    .text(node._('ec20-modem.thingModel.found', sizeOf(reading.model)));
  for (const warning of warnings) found.append($('<div>').text(warning));
}

/** Accepted by the runtime but probably a mistake. */
function warningsOf(node: DialogNode, { reduced, productKey, hasParts }: ModelReading): string[] {
  const chosen = valueOf('#node-config-input-productKey');
  const bytes = utf8Bytes(reduced);
  const warnings: string[] = [];
  if (!hasParts) warnings.push(node._('ec20-modem.thingModel.notModel'));
  if (bytes > FLOW_LIMIT_BYTES) {
    const values = { kilobytes: Math.ceil(bytes / 1024), limit: FLOW_LIMIT_BYTES / 1024 };
    warnings.push(node._('ec20-modem.thingModel.long', values));
  }
  if (productKey !== undefined && chosen !== '' && productKey !== chosen) {
    warnings.push(node._('ec20-modem.thingModel.otherProduct', { product: productKey }));
  }
  return warnings;
}
