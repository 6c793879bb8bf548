/**
 * A Quectel module for any Node.js program: AT commands over a serial line, the module's own MQTT, and a session that stays
 * online. Nothing here needs Node-RED. Texts of the line are latin1, one character a byte; times are milliseconds unless
 * stated otherwise.
 *
 * @packageDocumentation
 */

// What a program calls, and what it returns
export { openModule, OpenModule } from './open-module';
export type {
  ConnectionListener,
  ModuleFacts,
  MqttConnection,
  OpenModuleChoice,
  OutgoingPacket,
} from './open-module';
export { createSession, send } from './open-session';
export type { SessionChoice, Shipping } from './open-session';
export { Session } from './device-session';
export type { StoredMessage, StoredMessageListener } from './device-session';
export type { OutgoingMessage } from './outgoing-message';
export { SubDevice } from './sub-device';
export type { ModuleChoice, PortChoice } from './line-source';
export type { Trace } from './trace';
export { Cloud } from './cloud';
export { aliyun, mqtt, platform } from './clouds';
export type { AliyunDevice, ConnectionChoice, MqttDevice, PlatformDevice, TlsChoice } from './clouds';

// What these take and return
export type * as DeviceHistory from './device-history';
export type { PlatformName } from '../cloud/platforms';
export type { PublishAttempt } from '../ec20/mqtt-client';
export type { PublishPacket } from '../ec20/publish';
export type { PublishResult } from '../ec20/publish-results';
export { ConnectLimit } from '../session/connect-limit';
export { canQueueOnDisk } from '../session/disk-queue/disk-queue';
export type { Overflow } from '../session/overflow';
export type { UnclaimedEnds } from '../session/unclaimed';
export type {
  Delivery,
  PublicationListener,
  QualityOfService,
  ReceivedMessage,
} from '../session/publication';
export type { RawAnswer, RawCommand } from '../session/raw-command';
export type { SecretStore } from '../session/registrar';
export type { LeftOut, SessionCounters, SessionSnapshot, SessionState } from '../session/snapshot';
export type { SubDeviceSnapshot } from '../session/sub-device-state';
export type { FilterChange } from '../session/subscribe-attempts';
export type { RoutedMessage } from '../session/subscriptions';
export type { Parameter } from '../at/parameter';
export type { TraceEntry } from '../at/trace';
export type { Unsolicited } from '../at/unsolicited';

// Errors, the line, bytes, time and chance
export type { Bytes } from '../base/bytes';
export { CodedError } from '../base/coded-error';
export { describeError } from './error-words';
export type { ErrorDetails, ErrorParams, Language, Outcome, Phrase } from '../base/coded-error';
export type { ErrorCode } from '../errors/catalogue';
export { SystemClock } from '../base/clock';
export type { Clock, Timer } from '../base/clock';
export type { Random } from '../base/random';
export type { Line, LineListener, Transport } from '../transport/transport';
