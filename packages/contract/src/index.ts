export * from './alertSettings.ts';
export type * from './alerts.ts';
export * from './analytics.ts';
export * from './limits.ts';
export * from './routes.ts';
export type * from './wire.ts';
