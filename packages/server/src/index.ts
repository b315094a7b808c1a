/** The parts of the server, to embed into your own program. The command line program is `onevault-server`. */
export { createPgliteEngine } from './engine/pglite/createPgliteEngine.ts';
export * from './engine/port.ts';
export { createPostgresEngine } from './engine/postgres/createPostgresEngine.ts';
export { createHttpServer, type HttpServer, type HttpServerOptions } from './http/createHttpServer.ts';
export { type RunningServer, type ServeOptions, serve } from './http/serve.ts';
export type { Log } from './log.ts';
export { createMetrics, type Metrics } from './metrics/createMetrics.ts';
export { createService, type Service, type ServiceOptions } from './service/createService.ts';
export type { GivenKey } from './service/keys.ts';
export type { ServiceHooks } from './service/serviceHooks.ts';
export { startWorker, type Worker, type WorkerOptions } from './worker/startWorker.ts';
