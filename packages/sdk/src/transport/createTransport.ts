import type { Config } from '../config.ts';
import { createLeaver, type Leave } from './createLeaver.ts';
import type { Request } from './createRequest.ts';
import { createSender, type Sender } from './createSender.ts';

export interface Transport extends Sender {
  _leave: Leave | undefined;
}

/** The two ways to send: now, or by the browser once the page is gone. */
export function createTransport(config: Config, request: Request): Transport {
  const path = `${config.trackPath || '/api/v1/track'}${config.useAsync ? '/async' : ''}`;
  return { ...createSender(request, path), _leave: createLeaver(config, path) };
}
