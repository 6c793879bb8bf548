import type { Words } from '../../device/editor/words';
import type { ConsoleReading } from '../console-reading';

/** What is known of the chosen config node: nothing yet, what the runtime has answered last, or why it has not. */
export interface KnownReading extends Partial<ConsoleReading> {
  readonly failed?: 'forbidden' | 'unreachable';
}

/** The word for the state of the config node `id`; "" where there is none to say. */
export function stateText(_: Words, id: string, reading: KnownReading): string {
  if (id === '' || reading.failed !== undefined) return '';
  const state = reading.deployed === false ? 'missing' : (reading.state ?? '');
  return state === '' ? '' : _('ec20-console.state.' + state);
}

/** What stands in the way of a trace, and what to do about it; "" when nothing does. */
export function troubleText(_: Words, id: string, reading: KnownReading): string {
  const { failed, deployed, reason, epoch } = reading;
  if (id === '') return _('ec20-console.hint.add');
  if (failed !== undefined) return _('ec20-console.failed.' + failed);
  if (deployed === false) return _('ec20-console.hint.deploy');
  if (reason !== undefined && reason !== '') return reason;
  return deployed === true && epoch === '' ? _('ec20-console.hint.unused') : '';
}

/** The lines at the head of a saved trace; `state` is its word. */
export function fileHeading(_: Words, reading: KnownReading, state: string, now: Date): readonly string[] {
  const module = [reading.model ?? '', reading.revision ?? ''].filter((part) => part !== '').join(' ');
  return [
    _('ec20-console.file.title'),
    _('ec20-console.file.module', { module: module === '' ? _('ec20-console.file.unknown') : module }),
    _('ec20-console.file.made', { time: now.toISOString() }),
    _('ec20-console.file.state', { state }),
    _('ec20-console.file.masked'),
  ];
}
