import { readdirSync, readFileSync } from 'node:fs';

/** A process and all its descendants, by id; empty when it is gone. Linux only: read from /proc. */
export function processTree(pid: number): number[] {
  const parents = parentsById();
  if (!parents.has(pid)) return [];
  const tree = [pid];
  // Grows during iteration: children follow their parents.
  for (const parent of tree) {
    for (const [child, itsParent] of parents) if (itsParent === parent) tree.push(child);
  }
  return tree;
}

/** Those of the processes that still run; one that has ended and waits to be reaped doesn't. */
export function stillRunning(pids: readonly number[]): number[] {
  const parents = parentsById();
  return pids.filter((pid) => parents.has(pid));
}

function parentsById(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = statOf(name);
    // proc_pid_stat(5): pid (comm) state ppid …; the name may hold spaces and parentheses.
    const [, state, parent] = /^.*\) (\S) (\d+) /s.exec(stat) ?? [];
    if (parent !== undefined && state !== 'Z') parents.set(Number(name), Number(parent));
  }
  return parents;
}

/** Empty when it has ended since the folder was read. */
function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
