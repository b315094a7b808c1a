import type { EventData } from '../../events.ts';
import { type Mapped, toItemInteraction, toTransaction } from '../commerce/toTransaction.ts';

const STEPS: Record<string, [step: string, action: 'start' | 'progress' | 'complete']> = {
  begin_checkout: ['checkout', 'start'],
  add_shipping_info: ['shipping', 'progress'],
  add_payment_info: ['payment', 'progress'],
  purchase: ['order', 'complete'],
};
const ITEMS: Record<string, string> = {
  view_item: 'view',
  select_item: 'click',
  add_to_cart: 'add',
  remove_from_cart: 'remove',
  add_to_wishlist: 'wish',
  view_item_list: 'view_list',
  view_cart: 'view_cart',
};

/**
 * An e-commerce event of Google Analytics 4 as ours, so that revenue and items are counted; undefined for any other. Its
 * `items` have our names already, and `transaction_id` is our `order_id`: an order that is told twice counts once.
 */
export function toGa4Event(name: string, { transaction_id, ...data }: EventData): Mapped | undefined {
  if (Object.hasOwn(ITEMS, name)) return toItemInteraction(ITEMS[name] as string, data);
  if (!Object.hasOwn(STEPS, name)) return undefined;
  const [step, action] = STEPS[name] as (typeof STEPS)[string];
  return toTransaction(step, action, { ...data, ...(transaction_id !== undefined && { order_id: transaction_id }) });
}
