/** What the customer has saved. Each list is read once for all parts of the view, and again after a change. */
import { type Funnel, type Goal, type InternalRule, SAVED_ROUTES, type Segment } from '@onevault/contract';
import { type Signal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { AskError, ask } from '../../api/ask.ts';
import { session } from '../../frame/session.ts';

export interface SavedList<One> {
  /** Null: not known yet. */
  items: Signal<One[] | null>;
  /** Undefined: the latest reading had an answer. */
  error: Signal<unknown>;
  read(): Promise<void>;
  /** @throws AskError */
  add(body: object): Promise<void>;
  /** What the body leaves out stays. @throws AskError */
  change(id: string, body: object): Promise<void>;
  /** @throws AskError */
  remove(id: string): Promise<void>;
}

export const segments = createSavedList<Segment>(SAVED_ROUTES.segments, 'segments');
export const goals = createSavedList<Goal>(SAVED_ROUTES.goals, 'goals');
export const funnels = createSavedList<Funnel>(SAVED_ROUTES.funnels, 'funnels');
export const internalRules = createSavedList<InternalRule>(SAVED_ROUTES.internalRules, 'rules');

/** Reads a list when a component begins to show it. */
export function useSaved<One>({ items, error, read }: SavedList<One>): { items: One[] | null; error: unknown } {
  useEffect(() => {
    // Another customer may have signed in since.
    items.value = null;
    void read();
  }, [items, read]);
  return { items: items.value, error: error.value };
}

/** A share key only reads. */
export const canSave = (): boolean => session.value.is === 'in' && session.value.key.kind !== 'share';
/** A share key may not filter by properties while all of them are private. */
export const asksProperties = (): boolean => session.value.is === 'in' && session.value.key.asks_properties;

function createSavedList<One>(path: string, name: string): SavedList<One> {
  const items = signal<One[] | null>(null);
  const error = signal<unknown>(undefined);
  const read = () =>
    ask<Record<string, One[]>>(path).then(
      (reply) => {
        items.value = reply[name] ?? [];
        error.value = undefined;
      },
      (reason) => {
        // The question of the part says that already.
        if (reason instanceof AskError && reason.code === 'NOT_ON_MEMORY') items.value = [];
        else error.value = reason;
      },
    );
  const write = async (method: 'POST' | 'DELETE', to: string, body?: object) => {
    await ask(to, { method, ...(body && { body }) });
    await read();
  };
  return {
    items,
    error,
    read,
    add: (body) => write('POST', path, body),
    change: (id, body) => write('POST', `${path}/${id}`, body),
    remove: (id) => write('DELETE', `${path}/${id}`),
  };
}
