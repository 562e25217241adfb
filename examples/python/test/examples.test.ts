// The examples in Python, as a user starts them.
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkGreeter, checkShowcase, checkShoppingCart } from '@statefun-ts/example-support/checks';
import { TestClient, sharedBroker } from '@statefun-ts/kafka-broker';

const example = (name: string): string => join(import.meta.dirname, '..', name);

let kafka: TestClient;
before(async () => {
  kafka = new TestClient(await sharedBroker());
});
after(() => kafka.close());

test('the greeter greets as its printed lines say, and the count is kept through a stop', (t) =>
  checkGreeter(t, example('greeter')));

test('each printed line of the showcase shows its part, and names from Kafka become greetings in Kafka', (t) =>
  checkShowcase(t, example('showcase'), kafka));

test('the shopping cart gives receipts', (t) => checkShoppingCart(t, example('shopping-cart')));
