export type * from './alerts.ts';
export * from './limits.ts';
export * from './routes.ts';
export type * from './wire.ts';
