import { SUBSCRIBE_KINDS } from '../../src/settings/messages';
import { checkField, defaultsOf } from '../../src/settings/settings';
import type { Definition } from '../device/editor/definition';
import { type DialogNode, italicName, text } from '../device/editor/dialog-node';
import { isUsed, rulesOf } from '../device/editor/dialog-rules';
import { showProperties } from '../device/editor/fields';
import { offerIdentifiers } from '../device/editor/identifier-list';
import { liveValues, modemOf, modemValues, serverIn } from '../device/editor/live-values';
import { choicesOf } from '../device/editor/model-rows';
import { showUsed } from '../device/editor/setting-rows';
import { modelOf } from '../device/editor/thing-model';
import { showTip } from '../device/editor/tip';
import { prepareTopicField } from '../device/editor/topic-field';

const TYPE = 'ec20-subscribe';
const PREFIX = '#node-input-';
const MODE = '#ec20-subscribe-mode';

export const properties = defaultsOf(TYPE);
export const validate = rulesOf(TYPE);

export const definition: Definition = {
  category: 'network',
  color: '#a9c3de',
  icon: 'ec20-subscribe.svg',
  inputs: 0,
  outputs: 1,
  label() {
    const kind = text(this['kind']);
    if (text(this['name']) !== '') return text(this['name']);
    if (!mayBeTopic(kind)) {
      return `${this._(`ec20-subscribe.kind.${kind}`)} ${text(this['identifier'])}`.trim();
    }
    const topic = Number(this['inputs']) === 1 ? '' : text(this['topic']);
    return topic || this._('ec20-subscribe.label.palette');
  },
  labelStyle: italicName,
  paletteLabel() {
    return this._('ec20-subscribe.label.palette');
  },
  oneditprepare() {
    showProperties(this, PREFIX);
    const refreshTopic = prepareTopicField(this, {
      type: TYPE,
      use: 'subscribe',
      list: '#ec20-subscribe-usual',
      hint: '#ec20-subscribe-topic-hint',
    });
    const show = () => {
      showKind(this);
      // Only custom topics have suggestions.
      if (mayBeTopic(chosenKind()) && $(MODE).val() === '0') refreshTopic();
      else $('#ec20-subscribe-usual, #ec20-subscribe-topic-hint').hide();
    };
    $(MODE)
      .val(Number(this['inputs']) === 1 ? '1' : '0')
      .on('change', () => {
        $(`${PREFIX}inputs`).val(text($(MODE).val()));
        show();
        $(`${PREFIX}topic`).trigger('change');
      });
    let before = chosenKind();
    $(`${PREFIX}kind`).on('change', () => {
      const kind = chosenKind();
      if (kind !== before) {
        before = kind;
        // A property set is confirmed unless the flow does it; the answer to a service is known only to the flow.
        $(`${PREFIX}autoReply`).val(kind === 'property-set' ? 'ok' : '');
        if (!mayBeTopic(kind)) $(MODE).val('0').trigger('change');
      }
      show();
      $(`${PREFIX}topic, ${PREFIX}qos, ${PREFIX}identifier`).trigger('change');
    });
    $(`${PREFIX}autoReply`).on('change', show);
    $(`${PREFIX}modem`).on('change', () => {
      showServices(this);
      $(`${PREFIX}kind`).trigger('change');
    });
    showServices(this);
    show();
  },
  oneditsave() {
    this['version'] = 1;
    if (!isUsed(TYPE, 'topic', this)) $(`${PREFIX}topic`).val('');
  },
};

/** Kinds that need an answer in an envelope with a code. */
const ANSWERED: ReadonlySet<string> = new Set(['property-set', 'service', 'config']);
/** Kinds that use the system's topic, and may use another. */
const MAY_NAME_TOPIC: ReadonlySet<string> = new Set(['rrpc', 'broadcast']);

/** Whether messages are, or may be, of a custom topic: an environment variable can hold any kind. */
function mayBeTopic(kind: string): boolean {
  return kind === 'topic' || !SUBSCRIBE_KINDS.some((each) => each === kind);
}

function chosenKind(): string {
  return text($(`${PREFIX}kind`).val());
}

function showKind(node: DialogNode): void {
  const kind = chosenKind();
  const isTopic = mayBeTopic(kind);
  const isAnswered = ANSWERED.has(kind);
  const namesTopic = MAY_NAME_TOPIC.has(kind);
  showUsed(TYPE, node, $(`${PREFIX}name`).closest('form'));
  $(`${PREFIX}topic`).attr(
    'placeholder',
    namesTopic ? node._(`ec20-subscribe.placeholder.${kind}`) : '/${productKey}/${deviceName}/user/get',
  );
  $('.ec20-subscribe-datatype').toggle(isTopic || namesTopic || kind === 'raw');
  $('.ec20-subscribe-answer').toggle(isAnswered);
  $('.ec20-subscribe-after').toggle(isAnswered && $(`${PREFIX}autoReply`).val() !== '');
  $('#ec20-subscribe-payload').toggle(!isTopic);
  if (!isTopic) $('#ec20-subscribe-payload').text(node._(`ec20-subscribe.payload.${kind}`));
  const modem = modemValues(node);
  const isRefused = checkField(TYPE, 'kind', liveValues(TYPE, node), modem) !== undefined;
  $('#ec20-subscribe-server').toggle(isRefused);
  const isAliyun = serverIn(modem)?.thing === true;
  const limits = [node._('ec20-subscribe.limit.qos'), node._('ec20-subscribe.limit.count')];
  showTip($('#ec20-subscribe-limits'), isAliyun && isTopic ? limits : []);
}

function showServices(node: DialogNode): void {
  const services = choicesOf(modelOf(modemOf(node)), 'services');
  offerIdentifiers($('#ec20-subscribe-identifier-list'), $(`${PREFIX}identifier`), services, {
    none: node._('ec20-subscribe.option.allServices'),
    other: node._('ec20-subscribe.option.other'),
  });
}
