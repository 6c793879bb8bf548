export { mountCheck } from './editor/check-panel';
