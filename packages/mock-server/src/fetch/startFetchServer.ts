import { storeAtOnce } from '@onevault/server/internal/ingest/storeAtOnce';
import { createService, type Service, type ServiceOptions } from '@onevault/server/internal/service/createService';
import { startWorker, type Worker } from '@onevault/server/internal/worker/startWorker';
import { answerRequest, type FetchAdapter } from './answerRequest.ts';

export interface FetchServerOptions extends Omit<ServiceOptions, 'wake' | 'commit' | 'hashAddress'> {
  faults: FetchAdapter['faults'];
  prefix?: string;
}

export interface FetchServer {
  service: Service;
  worker: Worker;
  fetch(request: Request): Promise<Response>;
  /** Whether a path is one of the API's. */
  knows(path: string): boolean;
  /** Answers all received requests. The engine stays open: it belongs to the caller. */
  close(): Promise<void>;
}

// Without a socket there is no client address.
const hashAddress = async () => null;

/** Starts a whole server without a socket: worker, service, and the adapter for the web platform. */
export async function startFetchServer({ faults, prefix = '', ...options }: FetchServerOptions): Promise<FetchServer> {
  const { engine, log } = options;
  const worker = startWorker({ engine, ...(log && { log }) });
  const service = await createService({ ...options, wake: worker.wake, commit: storeAtOnce(engine), hashAddress });
  const closing = new AbortController();
  const underWay = new Set<Promise<Response>>();
  const adapter: FetchAdapter = { service, faults, closing: closing.signal, prefix };
  const paths = service.endpoints.map(
    (endpoint) => new RegExp(`^${prefix}${endpoint.path.replace(/:\w+/g, '[^/]+')}/?$`),
  );
  return {
    service,
    worker,
    async fetch(request) {
      const answer = answerRequest(adapter, request);
      underWay.add(answer);
      return answer.finally(() => underWay.delete(answer));
    },
    knows: (path) => paths.some((pattern) => pattern.test(path)),
    async close() {
      // Ends stalled requests; the others are answered.
      closing.abort();
      await Promise.allSettled(underWay);
      await service.commit.drain();
      await worker.stop();
    },
  };
}
