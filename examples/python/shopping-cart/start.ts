import { runPythonExample } from '../run.ts';

const put = (url: string | undefined, type: string, value: object): string =>
  `curl -X PUT -H "Content-Type: application/vnd.com.example/${type}" -d '${JSON.stringify(value)}' ${url ?? ''}`;

await runPythonExample({
  directory: import.meta.dirname,
  tryIt: ({ ingress, egress }) => `\
Fill the stock, fill a cart, buy, and read the receipt (in another terminal):

  ${put(`${ingress}/com.example/stock/socks`, 'RestockItem', { itemId: 'socks', quantity: 50 })}
  ${put(`${ingress}/com.example/user-shopping-cart/1`, 'AddToCart', { userId: '1', quantity: 3, itemId: 'socks' })}
  ${put(`${ingress}/com.example/user-shopping-cart/1`, 'Checkout', { userId: '1' })}
  curl ${egress}/receipts`,
});
