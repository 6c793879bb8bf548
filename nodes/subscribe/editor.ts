import { kindUses, SUBSCRIBE_KINDS } from '../../src/settings/kinds';
import { defaultsOf } from '../../src/settings/settings';
import type { Definition } from '../shared/editor/definition';
import { type DialogNode, italicName, text } from '../shared/editor/dialog-node';
import { rulesOf } from '../shared/editor/dialog-rules';
import { showProperties } from '../shared/editor/fields';
import { offerIdentifiers } from '../shared/editor/identifier-list';
import { followKind, hasKind } from '../shared/editor/kind-choice';
import { modelNodeOf, modemValues, serverIn } from '../shared/editor/live-values';
import { choicesOf } from '../shared/editor/model-rows';
import { showUsed } from '../shared/editor/setting-rows';
import { findByWords } from '../shared/editor/palette-words';
import { storeFields } from '../shared/editor/stored-values';
import { modelOf } from '../shared/editor/thing-model';
import { showTip } from '../shared/editor/tip';
import { prepareTopicField } from '../shared/editor/topic-field';
import { offerVariables } from '../shared/editor/variable-entries';

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
    findByWords('ec20-subscribe');
    return this._('ec20-subscribe.label.palette');
  },
  oneditprepare() {
    showProperties(this, PREFIX);
    offerVariables(TYPE);
    const refreshTopic = prepareTopicField(this, {
      type: TYPE,
      use: 'subscribe',
      list: '#ec20-subscribe-usual',
      hint: '#ec20-subscribe-topic-hint',
      isOwn: () => mayBeTopic(chosenKind()),
    });
    const show = () => {
      showKind(this);
      refreshTopic();
    };
    followKind(TYPE, this);
    $(MODE)
      .val(Number(this['inputs']) === 1 ? '1' : '0')
      .on('change', () => {
        $(`${PREFIX}inputs`).val(text($(MODE).val()));
        show();
        $(`${PREFIX}topic`).trigger('change');
      });
    $(`${PREFIX}kind`).on('change', () => {
      if (!mayBeTopic(chosenKind())) $(MODE).val('0').trigger('change');
      show();
      $(`${PREFIX}topic, ${PREFIX}qos, ${PREFIX}identifier`).trigger('change');
    });
    $(`${PREFIX}autoReply`).on('change', show);
    $(`${PREFIX}devices`).on('change', () => $(`${PREFIX}device`).trigger('change'));
    $(`${PREFIX}modem, ${PREFIX}device`).on('change', () => {
      showServices(this);
      $(`${PREFIX}kind`).trigger('change');
    });
    showServices(this);
    show();
  },
  oneditsave() {
    return storeFields(TYPE, this);
  },
};

/** Whether messages are, or may be, of a custom topic: an environment variable can hold any kind. */
function mayBeTopic(kind: string): boolean {
  return kindUses(SUBSCRIBE_KINDS, kind, 'inputs');
}

function chosenKind(): string {
  return text($(`${PREFIX}kind`).val());
}

function showKind(node: DialogNode): void {
  const kind = chosenKind();
  const isTopic = mayBeTopic(kind);
  const namesTopic = !isTopic && kindUses(SUBSCRIBE_KINDS, kind, 'topic');
  showUsed(TYPE, node, $(`${PREFIX}name`).closest('form'));
  $(`${PREFIX}topic`).attr(
    'placeholder',
    namesTopic ? node._(`ec20-subscribe.placeholder.${kind}`) : '/${productKey}/${deviceName}/user/get',
  );
  $('#ec20-subscribe-payload').toggle(!isTopic);
  if (!isTopic) $('#ec20-subscribe-payload').text(node._(`ec20-subscribe.payload.${kind}`));
  $('#ec20-subscribe-server').toggle(!hasKind(TYPE, node));
  const isAliyun = serverIn(modemValues(node))?.thing === true;
  const limits = [node._('ec20-subscribe.limit.qos'), node._('ec20-subscribe.limit.count')];
  showTip($('#ec20-subscribe-limits'), isAliyun && isTopic ? limits : []);
}

function showServices(node: DialogNode): void {
  const services = choicesOf(modelOf(modelNodeOf(node)), 'services');
  offerIdentifiers($('#ec20-subscribe-identifier-list'), $(`${PREFIX}identifier`), services, {
    none: node._('ec20-subscribe.option.allServices'),
    other: node._('ec20-subscribe.option.other'),
  });
}
