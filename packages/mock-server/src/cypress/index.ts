export { type CyLike, type CypressLike, registerCommands, type TrackingCommands } from './registerCommands.ts';
