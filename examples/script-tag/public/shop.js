/** The shop: a cart in localStorage, and the events that only the shop can know. */
(() => {
  const CART_KEY = 'kettle-and-leaf:cart';
  const CURRENCY = 'EUR';

  /** The shop works without its tracker, which a content blocker may have blocked. */
  const track = (eventType, data) => window.tracker?.trackCustomEvent(eventType, data);

  const readCart = () => JSON.parse(localStorage.getItem(CART_KEY) ?? '[]');
  const writeCart = (lines) => {
    localStorage.setItem(CART_KEY, JSON.stringify(lines));
    showCount();
  };
  const toPrice = (value) => `€ ${value.toFixed(2)}`;
  const toTotal = (lines) => Number(lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0).toFixed(2));

  function showCount() {
    const count = readCart().reduce((sum, { quantity }) => sum + quantity, 0);
    const badge = document.querySelector('.cart-count');
    badge.hidden = count === 0;
    badge.textContent = String(count);
  }

  function startProductPage(product) {
    const { itemId, itemName, itemCategory, price } = product.dataset;
    const item = {
      item_id: itemId,
      item_name: itemName,
      item_type: 'product',
      item_category: itemCategory,
      price: Number(price),
      currency: CURRENCY,
    };
    track('item_interaction', { action: 'view', ...item });

    document.getElementById('add-to-cart').addEventListener('click', () => {
      const lines = readCart();
      const line = lines.find(({ item_id }) => item_id === itemId);
      if (line) line.quantity += 1;
      else lines.push({ ...item, quantity: 1 });
      writeCart(lines);
      track('add_to_cart', { ...item, quantity: 1 });
      document.getElementById('cart-note').innerHTML = 'It is in <a href="cart.html">your cart</a>.';
    });
  }

  function startCartPage(cart) {
    const lines = readCart();
    cart.hidden = lines.length === 0;
    document.getElementById('cart-empty').hidden = lines.length > 0;
    document.getElementById('cart-rows').replaceChildren(...lines.map(toRow));
    document.getElementById('cart-total').textContent = toPrice(toTotal(lines));
    if (lines.length > 0) track('transaction_step', { action: 'start', value: toTotal(lines), currency: CURRENCY });

    document.getElementById('place-order').addEventListener('click', () => {
      track('transaction_step', { action: 'complete', value: toTotal(lines), currency: CURRENCY, items: lines });
      writeCart([]);
      location.assign('thank-you.html');
    });
    document.getElementById('empty-cart').addEventListener('click', () => {
      track('transaction_step', { action: 'abandon', value: toTotal(lines), currency: CURRENCY });
      writeCart([]);
      cart.hidden = true;
      document.getElementById('cart-empty').hidden = false;
    });
  }

  function toRow({ item_name, quantity, price }) {
    const row = document.createElement('tr');
    for (const [index, text] of [item_name, String(quantity), toPrice(price * quantity)].entries()) {
      const cell = document.createElement(index === 0 ? 'th' : 'td');
      if (index === 0) cell.scope = 'row';
      else cell.className = 'number';
      cell.textContent = text;
      row.append(cell);
    }
    return row;
  }

  function startContactPage(form) {
    form.addEventListener('submit', (event) => {
      // A static web server refuses POST, and a GET would put the visitor's words into the next
      // page's address, where the page view would record them.
      event.preventDefault();
      location.assign('thank-you.html');
    });
  }

  showCount();
  for (const [selector, start] of [
    ['.product', startProductPage],
    ['#cart', startCartPage],
    ['#contact-form', startContactPage],
  ]) {
    const element = document.querySelector(selector);
    if (element) start(element);
  }
})();
