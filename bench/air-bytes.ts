/** One MQTT message as it passed, in bytes. */
export interface PassedMessage {
  readonly topicBytes: number;
  readonly payloadBytes: number;
  readonly qos: 0 | 1 | 2;
}

/** Bytes in both directions together: of MQTT, which is exact, and on the air, which is an estimate. */
export interface PassedBytes {
  readonly mqtt: number;
  readonly air: number;
}

/** IPv4 and TCP headers without options (RFC 791, RFC 9293). */
const HEADERS = 40;
/** Payload of a full TCP segment at an MTU of 1400, as mobile networks have it. */
const SEGMENT = 1360;
/** A record of TLS 1.2 with AES-GCM: header 5, nonce 8, tag 16 (RFC 5288). */
const TLS_RECORD = 29;
const ACK = 4;
const PING = 2;

/** A publish with QoS 0 or 1 and its acknowledgement, whichever side it comes from. */
export function messageBytes({ topicBytes, payloadBytes, qos }: PassedMessage, tls: boolean): PassedBytes {
  const publish = packet(2 + topicBytes + (qos === 0 ? 0 : 2) + payloadBytes);
  return exchange(qos === 0 ? [publish] : [publish, ACK], tls);
}

/** PINGREQ and PINGRESP. */
export function pingBytes(tls: boolean): PassedBytes {
  return exchange([PING, PING], tls);
}

/** A packet with so many bytes behind its fixed header (MQTT 3.1.1, “Fixed header”). */
function packet(remaining: number): number {
  let bytes = 2 + remaining;
  for (let left = remaining; left > 127; left = Math.floor(left / 128)) bytes++;
  return bytes;
}

/** Packets in turn, each with TCP's acknowledgement of the one before; the last is acknowledged by bare headers. */
function exchange(packets: readonly number[], tls: boolean): PassedBytes {
  const onAir = packets.map((bytes) => {
    const sent = bytes + (tls ? TLS_RECORD : 0);
    return sent + HEADERS * Math.ceil(sent / SEGMENT);
  });
  return { mqtt: total(packets), air: total(onAir) + HEADERS };
}

function total(bytes: readonly number[]): number {
  return bytes.reduce((sum, each) => sum + each, 0);
}
