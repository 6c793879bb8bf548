import { refuse } from '../settings/refusal';
import type { ServerName } from '../settings/servers';
import { filterProblem, topicProblem } from '../settings/topic';

/**
 * Checks a topic to publish to, at most `limit` UTF-8 bytes. Throws `EC20_TOPIC_MISSING`, `EC20_TOPIC_PLACEHOLDER`,
 * `EC20_TOPIC_CHARACTER`, `EC20_TOPIC_WILDCARD` or `EC20_TOPIC_LONG`.
 */
export function checkTopic(topic: string, limit: number, server: ServerName): void {
  refuse(topicProblem(topic, limit), server);
}

/**
 * Checks a filter to subscribe to, at most `limit` UTF-8 bytes. Throws `EC20_FILTER_MISSING`, `EC20_TOPIC_PLACEHOLDER`,
 * `EC20_TOPIC_CHARACTER`, `EC20_FILTER_INVALID` or `EC20_TOPIC_LONG`.
 */
export function checkTopicFilter(filter: string, limit: number, server: ServerName): void {
  refuse(filterProblem(filter, limit), server);
}
