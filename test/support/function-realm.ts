import { createContext, runInContext } from 'node:vm';

/**
 * A realm as a function node has it: built-ins of its own, but for Buffer, which Node-RED hands in. `made('new Map()')`
 * is what such a node sends.
 */
export function functionRealm(): (code: string) => unknown {
  const context = createContext({ Buffer });
  return (code) => runInContext(`(${code})`, context) as unknown;
}
