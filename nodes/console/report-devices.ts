import { describeError } from '../../src/base/error-text';
import { plainText, type ReportPart } from '../../src/doctor/sendable-report';
import type { SessionSnapshot } from '../../src/session/snapshot';
import type { SubDeviceSnapshot } from '../../src/session/sub-device-state';
import { parseSubDevices } from '../../src/settings/sub-device-table';
import type { Reader } from '../shared/recorded-reason';
import type { Say } from './report-words';
import { onlineText, SUB_DEVICE_WORDS } from './shown-devices';

/** Sentences in the chapter's text; the block has all devices. */
const MOST_SENTENCES = 50;

/** The devices behind a gateway, each with its state; those that are not online with their reason. None: no chapter. */
export function devicesPart(snapshot: SessionSnapshot, reader: Reader, say: Say): readonly ReportPart[] {
  const devices = snapshot.subDevices ?? [];
  if (devices.length === 0) return [];
  const others = devices.filter(({ state }) => state !== 'online');
  const lines = devices.map(({ device, state, error, since }) =>
    JSON.stringify({ device, state, code: error?.code ?? null, params: error?.params ?? {}, since }),
  );
  return [
    {
      heading: say('devices'),
      text: [
        `- ${onlineText(snapshot, reader.language)}`,
        ...others.slice(0, MOST_SENTENCES).map((each) => sentence(each, reader, say)),
      ],
      blocks: [{ name: 'sub-devices', language: 'jsonl', lines, head: 0 }],
    },
  ];
}

function sentence(
  { device, state, error, since }: SubDeviceSnapshot,
  { language }: Reader,
  say: Say,
): string {
  const parts = [
    plainText(device),
    SUB_DEVICE_WORDS[state][language],
    say('since', { time: new Date(since).toISOString() }),
    ...(error === undefined ? [] : [plainText(describeError(error, 'console', language))]),
  ];
  return `- ${parts.join(say('joint'))}`;
}

/**
 * The table of sub-devices in a report: how many rows, or why it can't be read; secrets may still stand in the table itself. Of an
 * environment variable its name.
 */
export function tableSummary(table: unknown): unknown {
  if (typeof table === 'string' && /^\$\{\w+\}$/.test(table)) return table;
  const reading = parseSubDevices(typeof table === 'string' ? table : '');
  if ('problem' in reading) return { code: reading.problem.code, params: reading.problem.params };
  return {
    rows: reading.value.length,
    withSecret: reading.value.filter(({ deviceSecret }) => deviceSecret !== '').length,
  };
}
