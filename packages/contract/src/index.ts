export type * from './alerts.ts';
export * from './analytics.ts';
export * from './history.ts';
export * from './limits.ts';
export type * from './page.ts';
export * from './reports.ts';
export * from './routes.ts';
export type * from './saved.ts';
export type * from './wire.ts';
