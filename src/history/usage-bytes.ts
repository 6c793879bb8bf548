import type { ConnectionFacts, PassingMessage } from '../session/observer';

/** Bytes in both directions, seen from the device. */
export interface Moved {
  readonly up: number;
  readonly down: number;
}

export const NOTHING: Moved = { up: 0, down: 0 };

/** What one exchange costs: as MQTT, which is exact, and on the air, which is an estimate. */
export interface Cost {
  readonly mqtt: Moved;
  readonly air: Moved;
}

/** IPv4 and TCP headers without options, 20 bytes each (RFC 791, RFC 9293). */
const HEADERS = 40;
/** Payload of a full segment: what fits a mobile network's usual MTU of 1400 (§D1). */
const SEGMENT = 1360;
/** SYN with the option MSS, SYN-ACK, ACK (RFC 9293). */
const TCP_OPENED: Moved = { up: 44 + HEADERS, down: 44 };
/** FIN and its ACK, both ways. */
const TCP_CLOSED: Moved = { up: 2 * HEADERS, down: 2 * HEADERS };
/** A question for one name and its answer, IP and UDP headers included (§D1). */
const DNS: Moved = { up: 75, down: 130 };
/** A full handshake of TLS 1.2 with a chain of two certificates, before TCP's headers (§D1). */
const TLS_HANDSHAKE: Moved = { up: 700, down: 4300 };
/** Its round trips that carry data: two each way. */
const HANDSHAKE_TURNS = 2;
/** A record of TLS 1.2 with AES-GCM: 5 header, 8 nonce, 16 tag (RFC 5288). With AES-CBC it is about 60. */
const TLS_RECORD = 29;

/** CONNECT (MQTT 3.1.1 §3.1): ten bytes of variable header, then each field behind its length. */
const CONNECT_HEADER = 10;
const LENGTH_FIELD = 2;
/** Client id, user name and password. */
const LOGIN_FIELDS = 3;
const CONNACK = 4;
const SUBACK = 5;
const UNSUBACK = 4;
const PING = 2;
const DISCONNECT = 2;
/** PUBACK, PUBREC, PUBREL and PUBCOMP. */
const ACK = 4;
const PACKET_ID = 2;

/** A packet whose variable header and payload have `remaining` bytes (MQTT 3.1.1 §2.2). */
function packet(remaining: number): number {
  let bytes = 2 + remaining;
  for (let left = remaining; left > 127; left = Math.floor(left / 128)) bytes++;
  return bytes;
}

function publishPacket({ topicBytes, payloadBytes, qos }: PassingMessage): number {
  return packet(LENGTH_FIELD + topicBytes + (qos === 0 ? 0 : PACKET_ID) + payloadBytes);
}

/** What sending one packet costs on the air, the other side's bare acknowledgement not included. */
function onAir(bytes: number, tls: boolean): number {
  if (bytes === 0) return 0;
  const sent = bytes + (tls ? TLS_RECORD : 0);
  return sent + HEADERS * Math.ceil(sent / SEGMENT);
}

/**
 * Packets one way, and the other side's answers in turn: each answer carries TCP's acknowledgement of what it answers, and
 * the last one is acknowledged by bare headers.
 */
function exchange(turns: readonly { readonly up?: number; readonly down?: number }[], tls: boolean): Cost {
  const mqtt = { up: 0, down: 0 };
  const air = { up: 0, down: 0 };
  let lastIsUp = true;
  for (const { up = 0, down = 0 } of turns) {
    mqtt.up += up;
    mqtt.down += down;
    air.up += onAir(up, tls);
    air.down += onAir(down, tls);
    lastIsUp = up > 0;
  }
  if (lastIsUp) air.down += HEADERS;
  else air.up += HEADERS;
  return { mqtt, air };
}

/** A new connection: its name looked up, TCP, TLS where it is on, CONNECT and CONNACK. */
export function connectionCost({ clientBytes, clientFields, willBytes = 0, tls }: ConnectionFacts): Cost {
  const fields = (clientFields ?? LOGIN_FIELDS) * LENGTH_FIELD + (willBytes > 0 ? 2 * LENGTH_FIELD : 0);
  const login = exchange(
    [{ up: packet(CONNECT_HEADER + fields + clientBytes + willBytes) }, { down: CONNACK }],
    tls,
  );
  const before = [DNS, TCP_OPENED, ...(tls ? [handshake()] : [])];
  return { mqtt: login.mqtt, air: before.reduce(sum, login.air) };
}

function handshake(): Moved {
  const headers = (bytes: number) => HEADERS * Math.max(HANDSHAKE_TURNS, Math.ceil(bytes / SEGMENT));
  // Each segment of the server's certificates but the last of a turn is acknowledged by bare headers.
  const bare = HEADERS * Math.max(0, Math.ceil(TLS_HANDSHAKE.down / SEGMENT) - HANDSHAKE_TURNS);
  return {
    up: TLS_HANDSHAKE.up + headers(TLS_HANDSHAKE.up) + bare,
    down: TLS_HANDSHAKE.down + headers(TLS_HANDSHAKE.down),
  };
}

/** A connection's end; `orderly`: with DISCONNECT. */
export function endCost(orderly: boolean, tls: boolean): Cost {
  const bytes = orderly ? DISCONNECT : 0;
  return {
    mqtt: { up: bytes, down: 0 },
    air: { up: TCP_CLOSED.up + onAir(bytes, tls), down: TCP_CLOSED.down },
  };
}

/** SUBSCRIBE of one filter, and SUBACK. */
export function subscriptionCost(filterBytes: number, tls: boolean): Cost {
  return exchange([{ up: packet(PACKET_ID + LENGTH_FIELD + filterBytes + 1) }, { down: SUBACK }], tls);
}

/** UNSUBSCRIBE of one filter, and UNSUBACK. */
export function unsubscriptionCost(filterBytes: number, tls: boolean): Cost {
  return exchange([{ up: packet(PACKET_ID + LENGTH_FIELD + filterBytes) }, { down: UNSUBACK }], tls);
}

/** PINGREQ and PINGRESP. */
export function pingCost(tls: boolean): Cost {
  return exchange([{ up: PING }, { down: PING }], tls);
}

/** A publish on its way up; {@link acknowledgementCost} follows once the broker has it. */
export function sentCost(message: PassingMessage, tls: boolean): Cost {
  const bytes = publishPacket(message);
  const air = { up: onAir(bytes, tls), down: message.qos === 0 ? HEADERS : 0 };
  return { mqtt: { up: bytes, down: 0 }, air };
}

/** The broker's acknowledgement of a publish: PUBACK, or PUBREC, PUBREL and PUBCOMP; nothing with QoS 0. */
export function acknowledgementCost(qos: PassingMessage['qos'], tls: boolean): Cost {
  if (qos === 0) return { mqtt: NOTHING, air: NOTHING };
  const turns = qos === 1 ? [{ down: ACK }] : [{ down: ACK }, { up: ACK }, { down: ACK }];
  return exchange(turns, tls);
}

/** A message of the broker, and the module's acknowledgement. */
export function receivedCost(message: PassingMessage, tls: boolean): Cost {
  const { qos } = message;
  const down = { down: publishPacket(message) };
  if (qos === 0) return exchange([down], tls);
  return exchange(qos === 1 ? [down, { up: ACK }] : [down, { up: ACK }, { down: ACK }, { up: ACK }], tls);
}

export function sum(one: Moved, other: Moved): Moved {
  return { up: one.up + other.up, down: one.down + other.down };
}

/** How many messages the cloud bills for one publish: one for each `unitBytes` of payload begun; undefined: one. */
export function billedMessages(payloadBytes: number, unitBytes: number | undefined): number {
  return unitBytes === undefined ? 1 : Math.max(1, Math.ceil(payloadBytes / unitBytes));
}
