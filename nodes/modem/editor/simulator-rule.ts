import { CodedError } from '../../../src/base/coded-error';
import { isSimulator } from '../../../src/settings/demo-device';
import type { Problem } from '../../../src/settings/settings';
import { settingsFromPairs } from '../../../src/simulator/settings';

/** What is wrong with the settings in a port `simulator?…`, by the virtual module's own table; undefined for any other port. */
export function simulatorProblem(port: string): Problem | undefined {
  if (!isSimulator(port)) return undefined;
  try {
    settingsFromPairs(pairsIn(port.replace(/^simulator\??/, '')));
    return undefined;
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
}

function pairsIn(query: string): readonly (readonly [string, string])[] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [decoded(name), decoded(value.join('='))] as const;
    });
}

function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced; // a lone %, which the runtime takes as it is
  }
}
