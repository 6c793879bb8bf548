import type { NodeType, Server } from '../../../src/settings/settings';
import { checkField } from '../../../src/settings/settings';
import { sharedText } from './definition';
import { type DialogNode, isVariable, text } from './dialog-node';
import { valueOf } from './fields';
import { isUsed } from './dialog-rules';
import { liveValues, modemValues, serverIn, serverNameIn } from './live-values';
import { problemSentence } from './problem-sentence';
import { showTip } from './tip';
import { asFilter, documentedPlaceholders, lookAtTopic } from './topic-help';

/** The place and purpose of the topic's field. */
export interface TopicField {
  readonly type: NodeType;
  readonly use: 'publish' | 'subscribe';
  /** Selectors of the list of usual topics, and of the line that shows the resulting topic. */
  readonly list: string;
  readonly hint: string;
  /** Whether the topic is of the user's own, which the usual ones are suggestions for. */
  readonly isOwn: () => boolean;
}

/**
 * Makes a topic's field work in an open dialog: a list of usual topics, and a line that shows the resulting topic.
 * Returns a function that updates both after another field has changed.
 */
export function prepareTopicField(node: DialogNode, where: TopicField): () => void {
  const field = $('#node-input-topic');
  const list = $(where.list);
  const hint = $(where.hint);
  let converted: readonly string[] = [];
  // A field that is not to be seen has nothing to say.
  const show = () => {
    const isShown = isUsed(where.type, 'topic', node);
    showTip(hint, isShown ? [...converted, ...sentences(node, where, valueOf('#node-input-topic'))] : []);
  };
  list.on('change', () => {
    if (list.val() === '') return;
    field.val(text(list.val())).trigger('change');
    list.val('');
    field.trigger('focus');
  });
  field.on('input', () => {
    converted = [];
    show();
  });
  field.on('change', () => {
    const typed = text(field.val());
    const filter = where.use === 'subscribe' ? asFilter(typed) : typed;
    if (filter !== typed) {
      converted = [sharedText('topic.converted')];
      field.val(filter).trigger('change');
    }
    show();
  });
  const refresh = () => {
    fillUsual(node, where, list);
    show();
  };
  refresh();
  return refresh;
}

function usualTopics(server: Server | undefined, { use }: TopicField) {
  return server?.usualTopics[use] ?? [];
}

function fillUsual(node: DialogNode, where: TopicField, list: JQuery): void {
  const rows = usualTopics(serverIn(modemValues(node)), where);
  list.empty().append($('<option>').val('').text(sharedText('topic.usual')));
  for (const { topic, key } of rows) {
    const words = `${sharedText(`usual.${key}`)} – ${topic}`;
    $('<option>').val(topic).attr('title', topic).text(words).appendTo(list);
  }
  list.toggle(rows.length > 0 && where.isOwn() && isUsed(where.type, 'topic', node));
}

function sentences(node: DialogNode, where: TopicField, topic: string): readonly string[] {
  if (topic === '') return [];
  const modem = modemValues(node);
  const values = { ...liveValues(where.type, node), topic };
  const problem = checkField(where.type, 'topic', values, modem);
  if (problem !== undefined) {
    // The console's lists write it this way; in a filter it is replaced by +.
    const isOfModel = text(problem.params['placeholder']).startsWith('${tsl.');
    return [problemSentence(problem, serverNameIn(modem)), ...(isOfModel ? [sharedText('topic.tsl')] : [])];
  }
  const server = serverIn(modem);
  const seen = lookAtTopic(topic, where.use, server, {
    productKey: known(modem?.['productKey']),
    deviceName: known(modem?.['deviceName']),
  });
  const { bytes, limit } = seen;
  const becomes =
    seen.topic === topic ? [] : [sharedText('topic.becomes', { topic: seen.topic, bytes, limit })];
  const notes = seen.notes.map((note) => sharedText(`topic.${note}`));
  return [...becomes, ...notes, ...instead(node, where, server, topic)];
}

/** The kind of the node that does what a usual topic does, with all its JSON. */
function instead(
  node: DialogNode,
  where: TopicField,
  server: Server | undefined,
  topic: string,
): readonly string[] {
  const written = documentedPlaceholders(topic);
  const kind = usualTopics(server, where).find((row) => row.topic === written)?.instead;
  if (kind === undefined) return [];
  return [sharedText('topic.instead', { kind: node._(`${where.type}.kind.${kind}`) })];
}

/** The value of a name, as far as the editor has it. */
function known(name: unknown): string {
  return isVariable(name) ? '' : text(name).trim();
}
