import type { Words } from '../../shared/editor/words';
import type { ConsoleReading } from '../console-reading';

/** Why the runtime gives nothing: the permission is missing, or it does not answer. */
export type Failure = 'forbidden' | 'unreachable';

/** By the status of a refused request; 401 without a login too. */
export function failureOf(status: number): Failure {
  return status === 401 ? 'forbidden' : 'unreachable';
}

/** State of the chosen config node: none yet, the runtime's last answer, or why there is none. */
export interface KnownReading extends Partial<ConsoleReading> {
  readonly failed?: Failure;
}

/** The word for the state of the config node `id`; "" where there is none. */
export function stateText(_: Words, id: string, reading: KnownReading): string {
  if (id === '' || reading.failed !== undefined) return '';
  const state = reading.deployed === false ? 'missing' : (reading.state ?? '');
  return state === '' ? '' : _('ec20-console.state.' + state);
}

/** Why there is no trace, and the cure; "" when there is one. */
export function troubleText(_: Words, id: string, reading: KnownReading): string {
  const { failed, deployed, reason, epoch } = reading;
  if (failed !== undefined) return _('ec20-console.failed.' + failed);
  if (id === '') return _('ec20-console.hint.add');
  if (deployed === false) return _('ec20-console.hint.deploy');
  if (reason !== undefined && reason !== '') return reason;
  return deployed === true && epoch === '' ? _('ec20-console.hint.unused') : '';
}

/** The lines at the head of a saved trace; `state` is its word. */
export function fileHeading(_: Words, reading: KnownReading, state: string, now: Date): readonly string[] {
  const unknown = _('ec20-console.file.unknown');
  const { versions = { package: unknown, nodeRed: '', node: unknown } } = reading;
  const module = [reading.model ?? '', reading.revision ?? ''].filter((part) => part !== '').join(' ');
  return [
    _('ec20-console.file.title'),
    _('ec20-console.file.module', { module: module === '' ? unknown : module }),
    _('ec20-console.file.versions', {
      package: versions.package,
      nodeRed: versions.nodeRed === '' ? unknown : versions.nodeRed,
      node: versions.node,
    }),
    _('ec20-console.file.made', { time: now.toISOString() }),
    _('ec20-console.file.state', { state }),
    _('ec20-console.file.masked'),
  ];
}
