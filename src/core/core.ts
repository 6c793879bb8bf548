/**
 * A Quectel module for any Node.js program: AT commands over a serial line, the module's own MQTT, and a session that stays
 * online. Nothing here needs Node-RED. Texts of the line are latin1, one character a byte; times are milliseconds unless told.
 */

// The short ways
export { openModule, OpenModule } from './open-module';
export type { ConnectionListener, OpenModuleChoice } from './open-module';
export { createSession, send } from './open-session';
export type { OutgoingMessage, SessionChoice, Shipping } from './open-session';
export type { ModuleChoice, PortChoice } from './line-source';

// Clouds
export { aliyun, mqtt, platform } from './clouds';
export type { AliyunDevice, ConnectionChoice, MqttDevice, PlatformDevice, TlsChoice } from './clouds';
export type { CloudProfile } from '../cloud/cloud-profile';
export type { PlatformName } from '../cloud/platforms';

// A session and its queues
export type { FilterChange } from '../session/subscribe-attempts';
export { Session } from '../session/session';
export type { SessionDelivery, SessionOptions } from '../session/session-options';
export type { LeftOut, SessionCounters, SessionSnapshot, SessionState } from '../session/snapshot';
export type {
  Delivery,
  NodeListener,
  PublicationListener,
  PublishRequest,
  QualityOfService,
  ReceivedMessage,
  StoredMessage,
} from '../session/publication';
export type { RoutedMessage } from '../session/subscriptions';
export type { RawAnswer, RawCommand } from '../session/raw-command';
export type { SecretStore } from '../session/registrar';
export type { MessageQueue, QueuedMessage, QueueOpening } from '../session/queue';
export { MemoryQueue } from '../session/memory-queue';
export { DiskQueue, canQueueOnDisk } from '../session/disk-queue/disk-queue';
export { ConnectLimit } from '../session/connect-limit';

// The module
export { Modem } from '../ec20/modem';
export type { ModemListener, ModemOptions } from '../ec20/modem';
export type { ModemFacts } from '../ec20/bring-up';
export { MqttClient } from '../ec20/mqtt-client';
export type {
  ConnectCredentials,
  MqttClientListener,
  MqttClientOptions,
  PublishAttempt,
} from '../ec20/mqtt-client';
export type { MqttSettings } from '../ec20/mqtt-config';
export { MessageIds } from '../ec20/message-id';
export type { PublishPacket } from '../ec20/publish';
export type { Reception } from '../ec20/receive';
export type { ModuleProfile } from '../ec20/profile';
export type { RestoredOption } from '../ec20/profile';
export { PROFILES } from '../ec20/profiles/families';
export { EC20 } from '../ec20/profiles/ec20';

// The AT language
export { Channel } from '../at/channel';
export type {
  Answer,
  AnswerLine,
  ChannelCounters,
  ChannelOptions,
  Command,
  AwaitedUrc,
  Probe,
  Unsolicited,
} from '../at/channel';
export type { ResponseMatch } from '../at/response-match';
export type { DataPhase } from '../at/data-phase';
export { Lexer } from '../at/lexer';
export type { CountedPrefix, LexerOptions } from '../at/lexer';
export type { Frame } from '../at/frame';
export {
  commandLine,
  numberAt,
  plain,
  quoted,
  readParameters,
  secret,
  textAt,
  utf8,
  word,
} from '../at/parameter';
export type { Argument, CommandLine, Parameter } from '../at/parameter';
export { Trace } from '../at/trace';
export type { TraceEntry } from '../at/trace';

// Lines of bytes
export { findTransport } from '../transport/port';
export type { PortOptions } from '../transport/port';
export { serialTransport } from '../transport/serial';
export type { SerialOptions } from '../transport/serial';
export { tcpTransport } from '../transport/tcp';
export { createPair } from '../transport/pair';
export type { Pair } from '../transport/pair';
export { findModulePort, listPorts } from '../transport/port-list';
export type { PortInfo, PortKind } from '../transport/port-list';
export type { Line, LineListener, Transport } from '../transport/transport';

// Errors, time and chance
export { CodedError } from '../base/coded-error';
export { describeError, explain } from './error-words';
export type { Language, Outcome, Phrase } from '../base/coded-error';
export type { ErrorCode } from '../errors/catalogue';
export { SystemClock } from '../base/clock';
export type { Clock, Timer } from '../base/clock';
export { seededRandom, systemRandom } from '../base/random';
export type { Random } from '../base/random';

// What the names above name
export type { EchoState } from '../at/echo';
export type { Count } from '../at/lexer';
export type { DataPrompt } from '../at/data-phase';
export type { Quoted, Secret, Word } from '../at/parameter';
export type { TraceDirection, TraceExcerpt } from '../at/trace';
export type { UnsolicitedListener } from '../at/unsolicited';
export type { ErrorDetails, ErrorParams } from '../base/coded-error';
export type { Credentials, CredentialsRequest, SigningMethod, Will } from '../cloud/cloud-profile';
export type { Registration } from '../cloud/registration';
export type {
  CloudMessage,
  CloudReply,
  Composed,
  Downlink,
  DownlinkKind,
  DownlinkMessage,
  DownlinkOptions,
  DownlinkRequest,
  Joined,
  ReplyKey,
  ReplyVerdict,
  RequestAnswer,
  ThingDialogue,
  UplinkContext,
  UplinkKind,
  UplinkOrder,
} from '../cloud/thing-dialogue';
export type { QuotesMode } from '../cloud/quotes';
export type { TlsIdentity } from '../cloud/tls';
export type { BringUpPhase } from '../ec20/bring-up';
export type { Capabilities } from '../ec20/capabilities';
export type { Identity } from '../ec20/identity';
export type { ModuleTime } from '../ec20/module-clock';
export type { ModuleSignature, Will as ModuleWill } from '../ec20/mqtt-config';
export type { AccessPoint } from '../ec20/packet-data';
export type { PublishForm } from '../ec20/profile';
export type { NetworkFacts, Signal } from '../ec20/registration';
export type { RefusedPins, SimFacts } from '../ec20/sim';
export type { UrcPort } from '../ec20/urc-port';
export type { Overflow } from '../session/overflow';
export type { Inspected } from '../session/session';
export type { SessionModemOptions } from '../session/session-options';
export type { PortFolders } from '../transport/port-list';
