import { kindUses, PUBLISH_KINDS, waitsByDefault } from '../../src/settings/kinds';
import { defaultsOf } from '../../src/settings/settings';
import type { ThingModel } from '../../src/settings/settings';
import type { Definition } from '../shared/editor/definition';
import { type DialogNode, isVariable, italicName, text } from '../shared/editor/dialog-node';
import { rulesOf } from '../shared/editor/dialog-rules';
import { showProperties } from '../shared/editor/fields';
import { offerIdentifiers } from '../shared/editor/identifier-list';
import { followKind, hasKind } from '../shared/editor/kind-choice';
import { modelNodeOf, modemValues, serverIn } from '../shared/editor/live-values';
import { choicesOf, propertyRows } from '../shared/editor/model-rows';
import { samplePayload } from '../shared/editor/sample-payload';
import { showUsed } from '../shared/editor/setting-rows';
import { findByWords } from '../shared/editor/palette-words';
import { storeFields } from '../shared/editor/stored-values';
import { modelOf } from '../shared/editor/thing-model';
import { showTip } from '../shared/editor/tip';
import { prepareTopicField } from '../shared/editor/topic-field';
import { offerVariables } from '../shared/editor/variable-entries';

const TYPE = 'ec20-publish';
const PREFIX = '#node-input-';

export const properties = defaultsOf(TYPE);
export const validate = rulesOf(TYPE);

export const definition: Definition = {
  category: 'network',
  color: '#a8cfb4',
  icon: 'ec20-publish.svg',
  inputs: 1,
  outputs: 1,
  label() {
    const kind = text(this['kind']);
    if (text(this['name']) !== '') return text(this['name']);
    if (mayBeTopic(kind)) return text(this['topic']) || this._('ec20-publish.label.palette');
    const event = kind === 'event' ? text(this['event']) : '';
    return `${this._(`ec20-publish.kind.${kind}`)} ${event}`.trim();
  },
  labelStyle: italicName,
  paletteLabel() {
    findByWords('ec20-publish');
    return this._('ec20-publish.label.palette');
  },
  outputLabels() {
    return this._('ec20-publish.label.delivered');
  },
  oneditprepare() {
    showProperties(this, PREFIX);
    offerVariables(TYPE);
    const wait = prepareWait();
    followKind(TYPE, this, (name) => name === 'waitReply' && wait.isTouched());
    const refreshTopic = prepareTopicField(this, {
      type: TYPE,
      use: 'publish',
      list: '#ec20-publish-usual',
      hint: '#ec20-publish-topic-hint',
      isOwn: () => mayBeTopic(chosenKind()),
    });
    const model = () => modelOf(modelNodeOf(this));
    const show = () => {
      showKind(this, model());
      refreshTopic();
      wait.show();
    };
    $(`${PREFIX}kind`).on('change', () => {
      show();
      $(`${PREFIX}topic, ${PREFIX}qos, ${PREFIX}retain, ${PREFIX}event`).trigger('change');
    });
    $(`${PREFIX}event`).on('change', show);
    $(`${PREFIX}gather`).on('change keyup', () => showUsed(TYPE, this, $(`${PREFIX}name`).closest('form')));
    $(`${PREFIX}qos`).on('change', () => showLimits(this));
    $('#ec20-publish-sample').on('click', (event) => {
      event.preventDefault();
      const sample = JSON.stringify(sampleOf(model()));
      RED.clipboard.copyText(sample, event.currentTarget, this._('ec20-publish.label.copied'));
    });
    // The valid kinds, QoS and retain depend on the server, the identifiers on its thing model.
    $(`${PREFIX}modem, ${PREFIX}device`).on('change', () => {
      showModel(this, model());
      $(`${PREFIX}kind`).trigger('change');
    });
    showModel(this, model());
    show();
    beginWithProperties(this);
  },
  onadd() {
    // Dropped from the palette: what is pasted or imported has a place already.
    if (this['x'] === undefined) this[FRESH] = true;
  },
  oneditsave() {
    this[FRESH] = false;
    return storeFields(TYPE, this);
  },
};

/** Marks a node in the editor that nobody has set up yet; it isn't stored. */
const FRESH = 'ec20Fresh';

/** At a server with a thing model, a fresh node begins with its properties: a topic of one's own is the exception there. */
function beginWithProperties(node: DialogNode): void {
  if (node[FRESH] !== true) return;
  const list = $(`${PREFIX}kind`);
  list.on('input', () => {
    node[FRESH] = false;
  });
  const begin = () => {
    if (node[FRESH] !== true) return;
    const kind = serverIn(modemValues(node))?.thing === true ? 'property' : 'topic';
    if (list.val() !== kind) list.val(kind).trigger('change');
  };
  $(`${PREFIX}modem`).on('change', begin);
  begin();
}

const WAIT = '#ec20-publish-wait';

/** Whether messages of this kind go, or may go, to a custom topic: an environment variable can hold any kind. */
function mayBeTopic(kind: string): boolean {
  return kindUses(PUBLISH_KINDS, kind, 'topic');
}

function chosenKind(): string {
  return text($(`${PREFIX}kind`).val());
}

/** The checkbox for awaiting the cloud's reply, and whether it was touched. Stored where it differs from the kind's default. */
function prepareWait(): { readonly show: () => void; readonly isTouched: () => boolean } {
  const box = $(WAIT);
  const stored = $(`${PREFIX}waitReply`);
  let isTouched = false;
  const show = () => {
    const byKind = waitsByDefault(chosenKind());
    const chosen = text(stored.val());
    box.prop('checked', chosen === '' ? byKind : chosen === 'true');
    box.prop('indeterminate', isVariable(chosen));
    $(`${PREFIX}replyTimeout`).prop('disabled', chosen === 'false' || (chosen === '' && !byKind));
  };
  box.on('change', () => {
    isTouched = true;
    const isChecked = box.prop('checked') === true;
    stored.val(isChecked === waitsByDefault(chosenKind()) ? '' : String(isChecked));
    show();
  });
  return { show, isTouched: () => isTouched };
}

function showKind(node: DialogNode, model: ThingModel | undefined): void {
  const kind = chosenKind();
  const isTopic = mayBeTopic(kind);
  const isValues = kind === 'property' || kind === 'history';
  showUsed(TYPE, node, $(`${PREFIX}name`).closest('form'));
  $('.ec20-publish-properties').toggle(isValues);
  $('.ec20-publish-model').toggle((isValues || kind === 'event') && sampleOf(model) !== undefined);
  $('#ec20-publish-payload').toggle(!isTopic);
  if (!isTopic) $('#ec20-publish-payload').text(node._(`ec20-publish.payload.${kind}`));
  $('#ec20-publish-server').toggle(!hasKind(TYPE, node));
  showLimits(node);
}

/** QoS and size limits: the meaning of this choice at this server. */
function showLimits(node: DialogNode): void {
  const kind = chosenKind();
  const qos = text($(`${PREFIX}qos`).val());
  const hasQos = kindUses(PUBLISH_KINDS, kind, 'qos');
  const isAliyun = serverIn(modemValues(node))?.thing === true;
  showTip($('#ec20-publish-limits'), [
    ...(hasQos && /^[012]$/.test(qos) ? [node._(`ec20-publish.qos.${qos}`)] : []),
    ...(hasQos && isAliyun ? [node._('ec20-publish.limit.rate')] : []),
    ...(mayBeTopic(kind) || kind === 'raw' ? [node._('ec20-publish.limit.size')] : []),
  ]);
}

function sampleOf(model: ThingModel | undefined): object | undefined {
  return samplePayload(model, chosenKind(), text($(`${PREFIX}event`).val()), Date.now());
}

function showModel(node: DialogNode, model: ThingModel | undefined): void {
  const body = $('.ec20-publish-table tbody').empty();
  for (const { identifier, name, type, unit, range } of propertyRows(model)) {
    const line = $('<tr>').appendTo(body);
    for (const cell of [identifier, name, type, unit, range]) {
      $('<td style="padding: 2px 6px; vertical-align: top">').text(cell).appendTo(line);
    }
  }
  offerIdentifiers($('#ec20-publish-event-list'), $(`${PREFIX}event`), choicesOf(model, 'events'), {
    none: node._('ec20-publish.option.eventFromMessage'),
    other: node._('ec20-publish.option.other'),
  });
}
