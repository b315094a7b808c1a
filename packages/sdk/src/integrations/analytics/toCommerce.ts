import type { EventData } from '../../events.ts';
import { type Mapped, toItemInteraction, toTransaction } from '../commerce/toTransaction.ts';

const STEPS: Record<string, [step: string, action: 'start' | 'progress' | 'complete']> = {
  'Checkout Started': ['checkout', 'start'],
  'Checkout Step Viewed': ['checkout', 'progress'],
  'Checkout Step Completed': ['checkout', 'progress'],
  'Payment Info Entered': ['payment', 'progress'],
  'Order Completed': ['order', 'complete'],
};
const ITEMS: Record<string, string> = {
  'Product Viewed': 'view',
  'Product Clicked': 'click',
  'Product Added': 'add',
  'Product Removed': 'remove',
  'Product Added to Wishlist': 'wish',
  'Product List Viewed': 'view_list',
  'Cart Viewed': 'view_cart',
};

/**
 * The events of Segment's e-commerce specification as ours, so that revenue and items are counted; undefined for any other.
 * `products` are our `items`, and the amount is `total`, else `value`, else `revenue`.
 */
export function toCommerce(event: string, properties: EventData): Mapped | undefined {
  const [step, itemAction] = [find(STEPS, event), find(ITEMS, event)];
  const { products, total, revenue, checkout_id, query, ...rest } = properties;
  const data: EventData = { ...rest, ...(products !== undefined && { items: products }) };
  if (itemAction) return toItemInteraction(itemAction, data);
  if (event === 'Products Searched') return ['search', { ...data, search_term: query }];
  if (!step) return undefined;
  const value = total ?? rest.value ?? revenue;
  return toTransaction(...step, {
    ...data,
    ...(checkout_id !== undefined && { checkout_id }),
    ...(value !== undefined && { value }),
  });
}

/** A page calls its events as it likes, also `constructor`. */
function find<T>(table: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
