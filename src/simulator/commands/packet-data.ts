import type { CommandHost } from '../command-host';
import { ERROR, cme, ok, SILENT } from '../reply';
import { recover } from '../recovery-action';
import type { CommandTable } from './command';

const CONTEXTS = 16;
/** A context can't be activated (TCP/IP note, §M2). */
const OPEN_FAILED = 561;
/** Answers to QIACT on an active context. */
const ACTIVE = { error: ERROR, ok: ok(), none: SILENT } as const;
/** The types of QICSGP and QIACT? by number. */
const TYPES = ['IP', 'IP', 'IPV6', 'IPV4V6'] as const;

/** PDP contexts (EC2x AT manual §10; TCP/IP note §2.3.1–2.3.4). */
export const PACKET_DATA_COMMANDS: CommandTable = {
  '+CGDCONT': {
    test: () => ok('+CGDCONT: (1-16),"IP",,,(0-2),(0-4)', '+CGDCONT: (1-16),"IPV4V6",,,(0-2),(0-4)'),
    read: ({ flash }) =>
      ok(
        ...[...flash.contexts].map(
          ([cid, { type, apn }]) =>
            `+CGDCONT: ${cid},"${type}","${cid === 1 ? flash.attachApn : apn}","0.0.0.0",0,0,0,0`,
        ),
      ),
    write: ({ flash, network }, parameters) => {
      const cid = parameters.integer(0, 1, CONTEXTS);
      if (!network.isWritable(cid)) return ERROR;
      if (parameters.count === 1) {
        flash.contexts.delete(cid);
        network.defined(cid, 'CGDCONT');
        return ok();
      }
      const type = parameters.text(1, 8).toUpperCase();
      if (!['IP', 'PPP', 'IPV6', 'IPV4V6'].includes(type)) return ERROR;
      const kept = flash.contexts.get(cid) ?? { user: '', password: '', auth: 0 };
      flash.contexts.set(cid, { ...kept, type, apn: parameters.text(2, 150, '') });
      network.defined(cid, 'CGDCONT');
      return ok();
    },
  },
  '+QICSGP': {
    test: () => ok('+QICSGP: (1-16),(1-3),<APN>,<username>,<password>,(0-3)'),
    write: ({ flash, network }, parameters) => {
      const cid = parameters.integer(0, 1, CONTEXTS);
      if (parameters.count > 1 && !network.isWritable(cid)) return ERROR;
      if (parameters.count === 1) {
        const known = flash.contexts.get(cid);
        const type =
          known === undefined
            ? 1
            : Math.max(
                1,
                TYPES.findIndex((name, place) => place > 0 && name === known.type),
              );
        return ok(
          `+QICSGP: ${type},"${known?.apn ?? ''}","${known?.user ?? ''}","${known?.password ?? ''}",${known?.auth ?? 0}`,
        );
      }
      flash.contexts.set(cid, {
        type: TYPES[parameters.integer(1, 1, 3)] ?? 'IP',
        apn: parameters.text(2, 150, ''),
        user: parameters.text(3, 127, ''),
        password: parameters.text(4, 127, ''),
        auth: parameters.integer(5, 0, 3, 0),
      });
      network.defined(cid, 'QICSGP');
      return ok();
    },
  },
  '+QIACT': {
    test: ({ settings }) => ok(settings.family === 'BG770A' ? '+QIACT: (1-5)' : '+QIACT: (1-16)'),
    read: ({ memory, settings }) => {
      const address =
        settings.addressV6 === '' ? `"${settings.address}"` : `"${settings.address}","${settings.addressV6}"`;
      return ok(...[...memory.activeContexts].map((cid) => `+QIACT: ${cid},1,1,${address}`));
    },
    write: async (module, parameters) => {
      const cid = parameters.integer(0, 1, CONTEXTS);
      if (module.memory.activeContexts.has(cid)) return ACTIVE[module.settings.qiactActive];
      if (await module.network.activate(cid)) return ok();
      const { pdpHeld, heldAnswer } = module.settings;
      return pdpHeld === cid && heldAnswer === '561' ? cme(OPEN_FAILED) : ERROR;
    },
  },
  '+QIDEACT': {
    test: () => ok('+QIDEACT: (1-16)'),
    write: async (module, parameters) => {
      const cid = parameters.integer(0, 1, CONTEXTS);
      await module.delay(module.settings.pdpMs);
      module.network.deactivate(cid);
      return ok();
    },
  },
  '+CGACT': {
    test: () => ok('+CGACT: (0,1)'),
    read: ({ flash, memory, settings }) => {
      const drift = settings.pdpDrift;
      const cids = new Set([...flash.contexts.keys(), ...(drift === 0 ? [] : [drift])]);
      return ok(
        ...[...cids]
          .sort((one, other) => one - other)
          .map(
            (cid) =>
              `+CGACT: ${cid},${(drift === 0 ? memory.activeContexts.has(cid) || cid === settings.pdpHeld : cid === drift) ? 1 : 0}`,
          ),
      );
    },
    write: async (module, parameters) => {
      const activate = parameters.integer(0, 0, 1) === 1;
      const cid = parameters.integer(1, 1, CONTEXTS, 1);
      if (activate) return (await module.network.activate(cid)) ? ok() : ERROR;
      await module.delay(module.settings.pdpMs);
      if (module.settings.pdpDrift === cid) module.settings.pdpDrift = 0;
      if (module.settings.pdpHeld === cid) recover(module.settings, 'cgact');
      module.network.deactivate(cid);
      return ok();
    },
  },
  '+CGPADDR': {
    test: ({ flash }) => ok(`+CGPADDR: (${[...flash.contexts.keys()].join(',')})`),
    execute: (module) => ok(...[...module.flash.contexts.keys()].map((cid) => addressLine(module, cid))),
    write: (module, parameters) => ok(addressLine(module, parameters.integer(0, 1, CONTEXTS))),
  },
  '+QIGETERROR': {
    execute: ({ memory }) => ok(`+QIGETERROR: ${memory.lastError.code},"${memory.lastError.text}"`),
  },
  '+QIDNSCFG': {
    write: (_module, parameters) => {
      const cid = parameters.integer(0, 1, CONTEXTS);
      return parameters.count === 1 ? ok(`+QIDNSCFG: ${cid},"211.136.112.50","211.136.150.66"`) : ok();
    },
  },
};

function addressLine({ memory, settings }: CommandHost, cid: number): string {
  return `+CGPADDR: ${cid},"${memory.activeContexts.has(cid) ? settings.address : '0.0.0.0'}"`;
}
