import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './flows';
import { median } from './percentiles';
import { monotonicMs } from './precise-clock';
import type { ProbeFindings, ProbeWorld } from './probe';
import type { IdleMessage } from './protocol';
import { startNodeRed } from './rig';

/** The part of package.json that installing needs. */
interface Manifest {
  readonly name: string;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** What the nodes add to Node-RED's start: with and without the package installed, in turns. */
export async function nodeRedStart({ places, quick, note }: ProbeWorld): Promise<ProbeFindings> {
  const bare = join(places.folder, 'start-without');
  const installed = join(places.folder, 'start-with');
  for (const folder of [bare, installed]) mkdirSync(folder);
  install(installed);
  const times = { [bare]: [] as number[], [installed]: [] as number[] };
  const loadedEarly = new Set<string>();
  const rounds = quick ? 2 : 7;
  for (let round = 0; round < rounds; round++) {
    note(`start: round ${round + 1} of ${rounds}`);
    for (const folder of [bare, installed]) {
      const startMs = monotonicMs();
      const name = 'a Node-RED that starts';
      const child = await startNodeRed({ name, folder, flow: [], nodesDirs: [], idle: true });
      const word = child.readyMessage as IdleMessage;
      await child.stop();
      if (word.hasNodes !== (folder === installed))
        throw new Error(`the nodes are not where they should be:\n${child.output}`);
      times[folder]?.push(word.startedMs - startMs);
      if (folder === installed) for (const module of word.loadedEarly) loadedEarly.add(module);
    }
  }
  const withoutMs = median(times[bare] ?? []);
  const withMs = median(times[installed] ?? []);
  const early = loadedEarly.size === 0 ? 'neither serialport nor SQLite' : [...loadedEarly].join(', ');
  return {
    figures: { startAddedMs: withMs - withoutMs, startLoadedEarly: loadedEarly.size },
    lines: [
      `start: Node-RED ${withoutMs.toFixed(0)} ms, with the nodes ${withMs.toFixed(0)} ms; loaded then: ${early}`,
    ],
  };
}

/** Installs what npm would: the published files, and the packages that they depend on. */
function install(userDir: string): void {
  const modules = join(userDir, 'node_modules');
  const own = manifest(ROOT);
  const published = ['package.json', ...(own.files ?? [])].filter((file) => existsSync(join(ROOT, file)));
  for (const file of published) {
    cpSync(join(ROOT, file), join(modules, own.name, file), { recursive: true });
  }
  const needed = new Set(Object.keys(own.dependencies ?? {}));
  // Grows during iteration: a package's dependencies are appended.
  for (const name of needed) {
    const from = join(ROOT, 'node_modules', name);
    cpSync(from, join(modules, name), { recursive: true });
    for (const next of Object.keys(manifest(from).dependencies ?? {})) needed.add(next);
  }
  writeFileSync(join(userDir, 'package.json'), JSON.stringify({ dependencies: { [own.name]: '*' } }));
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
