import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';

/** Whether a request comes from this machine, and no proxy on it has forwarded it for somebody else. */
export function isFromHere({ socket, headers }: Pick<FastifyRequest, 'socket' | 'headers'>): boolean {
  if (headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined) return false;
  const { remoteAddress = '' } = socket;
  return ipaddr.isValid(remoteAddress) && ipaddr.process(remoteAddress).range() === 'loopback';
}
