import type { NodeAPI } from 'node-red';
import { type Clock, sleep, SystemClock } from '../../src/base/clock';
import { asCodedError, CodedError } from '../../src/base/coded-error';
import { systemRandom } from '../../src/base/random';
import type { SubDevice } from '../../src/cloud/gateway';
import type { CloudProfile } from '../../src/cloud/cloud-profile';
import { CheckAlone } from '../../src/session/check-alone';
import { CheckRunning } from '../../src/session/check-running';
import type { Session } from '../../src/session/session';
import { type CheckSubject, RefusedSettings, SetupCheck } from '../../src/session/setup-check';
import { serverNamed } from '../../src/settings/servers';
import type { PortOwner } from '../../src/transport/port-memory';
import { likelyModulePorts, listPorts } from '../../src/transport/port-list';
import type { CheckReport } from './check-report';
import { CheckRequestSettings, type Deployed, type Permitted } from './check-secrets';
import type { ModemNode } from '../shared/device';
import { definitionOf } from '../shared/environment';
import { fileReader, type Home, homeOf } from './device-setup';
import { portSource } from './port-source';
import { profileOf, readCloudFiles } from './profile';
import type { SessionRegistry } from '../shared/session-registry';
import type { ModemSettings, Properties } from './settings';
import { isSimulator } from './simulator-port';
import { readTableFile, tableDevices } from './sub-device-table';
import { versionsOf } from './versions';
import { WatchedRun } from './watched-run';

/** What the dialog sends: its current fields, deployed or not. */
export interface CheckRequest {
  /** The config node's id. */
  readonly node: string;
  readonly config: Properties;
  /** As typed; the editor's placeholder means the deployed one. */
  readonly credentials: Properties;
  /** Releases the port of the deployed session, to try these settings on it; the session continues after the check. */
  readonly pause: boolean;
}

interface Run {
  readonly id: string;
  readonly node: string;
  readonly about: Pick<CheckReport, 'running' | 'untried' | 'paused' | 'origin'>;
  readonly check: SetupCheck;
  readonly watch: WatchedRun;
  readonly ended: Promise<void>;
  version: number;
}

/** The subject of a check, and what is released afterwards. */
interface Made {
  readonly subject: CheckSubject;
  readonly running: boolean;
  readonly untried?: readonly string[];
  readonly paused?: boolean;
  close(): Promise<void>;
}

/** Maximum finished runs whose reports are kept. */
const MOST_KEPT = 20;
/** Maximum runs at the same time, more than anybody has modules; each may hold a port and minutes of work. */
const MOST_AT_ONCE = 8;
/** Maximum time until a request for news is answered, with or without news. */
const LONGEST_POLL_MS = 20_000;

/**
 * The checks of a Node-RED. One per config node: a new one replaces it, as it does the oldest of too many, and a deploy
 * ends them all.
 */
export class CheckRuns {
  readonly #clock: Clock = new SystemClock();
  readonly #runs = new Map<string, Run>();
  readonly #home: Home;
  /** Starts are serialised: otherwise two runs of one node could both continue. */
  #starting: Promise<unknown> = Promise.resolve();
  #count = 0;

  constructor(
    private readonly red: NodeAPI,
    private readonly registry: SessionRegistry,
  ) {
    this.#home = homeOf(red);
    registry.checks = this;
  }

  /** Starts a run, once an earlier one of that node has ended. Returns its id. */
  start(request: CheckRequest): Promise<string> {
    const started = this.#starting.then(() => this.#start(request));
    this.#starting = started.catch(() => undefined);
    return started;
  }

  async #start(request: CheckRequest): Promise<string> {
    await this.#end([...this.#runs.values()].filter(({ node }) => node === request.node));
    const active = [...this.#runs.values()].filter(({ check }) => !check.isDone);
    await this.#end(active.slice(0, Math.max(0, active.length + 1 - MOST_AT_ONCE)));
    const origin = { startedAt: this.#clock.wallTime(), versions: await versionsOf(this.red) };
    const made = await this.#make(request);
    const { running, untried = [], paused = false } = made;
    const id = `${Math.round(origin.startedAt).toString(36)}-${++this.#count}`;
    const check = new SetupCheck(this.#clock, made.subject, 'console');
    const watch = new WatchedRun(this.#clock, () => check.cancel());
    const run: Run = {
      id,
      node: request.node,
      about: { running, untried, paused, origin },
      check,
      watch,
      ended: check
        .run()
        .then(() => made.close())
        .finally(() => watch.end()),
      version: 0,
    };
    check.onChange(() => run.version++);
    this.#runs.set(id, run);
    this.#forgetOld();
    return id;
  }

  /** The state of a run, as soon as it is newer than `since`; undefined: unknown id. */
  async report(id: string, since: number): Promise<CheckReport | undefined> {
    const run = this.#runs.get(id);
    if (run === undefined) return undefined;
    run.watch.asked();
    if (run.version <= since && !run.check.isDone) await this.#news(run.check);
    run.watch.asked();
    return reportOn(run);
  }

  /** The report on the newest run of a config node, as it is now; undefined: there was none, or it is forgotten. */
  lastOf(node: string): CheckReport | undefined {
    const run = [...this.#runs.values()].findLast((each) => each.node === node);
    return run === undefined ? undefined : reportOn(run);
  }

  /** Ends a run; resolves when everything is closed. */
  async cancel(id: string): Promise<void> {
    await this.#end([...this.#runs.values()].filter((run) => run.id === id));
  }

  /** Ends every run, also one that is about to start: a deploy needs the ports. */
  async end(): Promise<void> {
    await this.#starting;
    await this.#end([...this.#runs.values()]);
  }

  async #end(runs: readonly Run[]): Promise<void> {
    for (const { check } of runs) check.cancel();
    await Promise.all(runs.map(({ ended }) => ended));
  }

  async #make(request: CheckRequest): Promise<Made> {
    const node = this.red.nodes.getNode(request.node) as Partial<ModemNode> | null;
    const deployed = node?.type === 'ec20-modem' ? (node as ModemNode) : undefined;
    try {
      const { config, credentials } = request;
      const asked = new CheckRequestSettings(config, credentials, deployed && this.#deployed(deployed));
      const session = deployed === undefined ? undefined : await this.#sessionAt(asked.port, deployed);
      if (session === undefined || deployed === undefined) {
        return await this.#makeAlone(
          asked.permit(this.#home.secrets),
          {
            id: `check ${request.node}`,
            name: request.node,
          },
          deployed?.device.subDevices.ofNodes,
        );
      }
      return request.pause
        ? await this.#makePaused(asked.permit(this.#home.secrets), session, deployed)
        : await this.#makeRunning(asked, session);
    } catch (error) {
      const refused = new RefusedSettings(
        this.#clock,
        asCodedError(error).at(serverNamed(request.config['server'])),
      );
      return { subject: refused, running: false, close: () => Promise.resolve() };
    }
  }

  /** The session as deployed. Settings of the dialog that have faults are not worth a try: these are reported. */
  async #makeRunning(asked: CheckRequestSettings, session: Session): Promise<Made> {
    const untried = asked.differing;
    const fault = untried.length === 0 ? undefined : await this.#faultOf(asked);
    const subject = new CheckRunning(session, fault);
    return { subject, running: true, untried, close: () => Promise.resolve() };
  }

  async #faultOf(asked: CheckRequestSettings): Promise<CodedError | undefined> {
    let permitted: Permitted;
    try {
      permitted = asked.permit(this.#home.secrets);
    } catch {
      return undefined; // What a try would need is reported by that.
    }
    const profile = await this.#profile(permitted.settings);
    if (profile instanceof CodedError) return profile;
    return (await this.#subDevices(permitted.settings)).fault;
  }

  /**
   * The dialog's settings on the port of the session, which is released before and taken back after it, whatever happens; its
   * messages wait meanwhile. The port stays the config node's own, so that no other one takes it in between.
   */
  async #makePaused(permitted: Permitted, session: Session, { device }: ModemNode): Promise<Made> {
    const wasClosed = session.snapshot().state === 'closed';
    const resume = () => {
      if (!wasClosed) session.acquire();
    };
    try {
      if (!wasClosed) await session.release();
      const alone = await this.#makeAlone(
        permitted,
        { id: device.id, name: device.id },
        device.subDevices.ofNodes,
      );
      const isShared = !isSimulator(permitted.settings.line.port);
      return {
        subject: alone.subject,
        running: false,
        paused: true,
        close: async () => {
          // The session's port source gives up what both have claimed, unless a deploy has ended it.
          if (!isShared || device.running !== session) await alone.close().catch(() => undefined);
          resume();
        },
      };
    } catch (error) {
      resume();
      throw error;
    }
  }

  async #makeAlone(
    { settings, notice }: Permitted,
    owner: PortOwner,
    deployed?: readonly SubDevice[],
  ): Promise<Made> {
    const name = settings.name || settings.cloud.deviceName || owner.name;
    const profile = await this.#profile(settings);
    const { subDevices, fault } = await this.#subDevices(settings, deployed);
    const port = portSource(settings, { id: owner.id, name }, this.registry, {
      follow(follower) {
        for (const each of subDevices) follower(each);
        return () => undefined;
      },
    });
    const subject = new CheckAlone({
      clock: this.#clock,
      random: systemRandom,
      findTransport: (wasSilent) => port.find(wasSilent),
      modem: settings.module,
      profile: profile instanceof CodedError ? profile : (fault ?? profile),
      notice,
      subDevices,
      secretStore: this.#home.secrets,
      connectLimit: this.registry.connectLimit,
      refusedPins: this.registry.refusedPins,
      module: settings.family,
    });
    return { subject, running: false, close: () => port.close() };
  }

  /** The devices of the dialog's table, and those of the deployed ec20-device nodes. */
  async #subDevices(
    { gateway, delivery }: ModemSettings,
    deployed: readonly SubDevice[] = [],
  ): Promise<{ readonly subDevices: readonly SubDevice[]; readonly fault?: CodedError }> {
    try {
      const table = await readTableFile(gateway, fileReader(this.registry.files, this.#home));
      const own = tableDevices(table, gateway, this.#home.secrets, delivery.quotes);
      const keys = new Set(own.map(({ key }) => key));
      return { subDevices: [...own, ...deployed.filter(({ key }) => !keys.has(key))] };
    } catch (error) {
      return { subDevices: [], fault: asCodedError(error) };
    }
  }

  async #profile({ cloud, delivery }: ModemSettings): Promise<CloudProfile | CodedError> {
    try {
      const files = await readCloudFiles(cloud, fileReader(this.registry.files, this.#home));
      return profileOf(cloud, files, delivery.quotes);
    } catch (error) {
      return asCodedError(error).at(cloud.server);
    }
  }

  /** The node as it runs, and as the flow file has it. */
  #deployed({ id, device }: ModemNode): Deployed {
    const config = definitionOf(this.red, id);
    const credentials = this.red.nodes.getCredentials(id) as Properties | null | undefined;
    return {
      written: { config, credentials: credentials ?? {} },
      values: { config: device.config, credentials: device.credentials },
    };
  }

  /** The node's own session, if it has the port to check. */
  async #sessionAt(port: string, { device }: ModemNode): Promise<Session | undefined> {
    if (device.running === undefined || port === device.port) return device.running;
    if (isSimulator(port) || isSimulator(device.port)) return undefined;
    // The session may be at another port of the module than the likeliest one.
    const paths = port === 'auto' ? await modulePorts() : [port];
    const isOwn = paths.some((path) => this.registry.holder(path) === device.id);
    return isOwn ? device.running : undefined;
  }

  /** Resolves at the next change, or after the maximum wait. */
  async #news(check: SetupCheck): Promise<void> {
    const changed = new AbortController();
    const unlisten = check.onChange(() => changed.abort());
    await sleep(this.#clock, LONGEST_POLL_MS, changed.signal).catch(() => undefined);
    unlisten();
  }

  #forgetOld(): void {
    const over = [...this.#runs.values()].filter(({ check }) => check.isDone);
    for (const { id } of over.slice(0, Math.max(0, over.length - MOST_KEPT))) this.#runs.delete(id);
  }
}

function reportOn({ about, version, check }: Run): CheckReport {
  return { ...about, done: check.isDone, version, lines: check.lines };
}

async function modulePorts(): Promise<readonly string[]> {
  try {
    return likelyModulePorts(await listPorts());
  } catch {
    return []; // the check itself reports why
  }
}
