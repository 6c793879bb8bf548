import type { CodedError } from '../../src/base/coded-error';
import type { RequestAnswer } from '../../src/cloud/thing-dialogue';
import type { Session } from '../../src/session/session';
import type { Destination } from '../publish/outgoing';
import type { FlowRequest, PendingRequests } from './pending-requests';
import type { Speaker } from './speaker';

/** The device whose requests are answered. */
export interface AskedDevice {
  readonly requests: Pick<PendingRequests, 'answer'>;
  destination(): Pick<Destination, 'quotes'>;
  speaker(name?: string): Speaker;
  session(): Pick<Session, 'publish'>;
}

/**
 * Answers a request of the cloud; `settled` is called once with the outcome. A synchronous one is never queued: it
 * would be too late. Returns what works but should be known. Throws `EC20_REPLY_TWICE`, `EC20_REPLY_LATE`, `EC20_REPLY_CODE`, `EC20_PAYLOAD_JSON`.
 */
export function answerRequest(
  device: AskedDevice,
  request: FlowRequest,
  answer: RequestAnswer,
  settled: (error?: CodedError) => void,
): readonly CodedError[] {
  const { quotes } = device.destination();
  const dialogue = device.speaker(request.device).dialogue(request.kind);
  const { warnings, ...message } = dialogue.answer(request, answer, quotes);
  device.requests.answer(request);
  const offline = request.limitMs === undefined ? 'queue' : 'drop';
  let isSettled = false;
  const settle = (error?: CodedError) => {
    if (!isSettled) settled(error);
    isSettled = true;
  };
  device
    .session()
    .publish(
      { ...message, retain: false, offline, nodeId: '', flowMessageId: '' },
      { accepted: () => settle(), delivered: () => settle(), failed: settle },
    );
  return warnings;
}
