import type { StateFun as Service } from '@statefun-ts/sdk';
import { StateFun, messageBuilder } from '@statefun-ts/sdk';
import { itemAvailability, requestItem, restockItem } from './messages.ts';

/** One instance for each item: counts how much of it there is, and gives it out. */
export function bindStock(statefun: Service): void {
  statefun.bind({
    typename: 'com.example/stock',
    specs: [{ name: 'stock', type: StateFun.intType() }],
    fn(context, message) {
      const { storage, caller } = context;
      const stock = storage.stock ?? 0;
      if (message.is(restockItem)) {
        storage.stock = stock + message.as(restockItem).quantity;
      } else if (message.is(requestItem) && caller !== null) {
        const { quantity } = message.as(requestItem);
        const isInStock = quantity <= stock;
        if (isInStock) storage.stock = stock - quantity;
        context.send(
          messageBuilder({
            typename: caller.typename,
            id: caller.id,
            value: { status: isInStock ? 'IN_STOCK' : 'OUT_OF_STOCK', quantity },
            valueType: itemAvailability,
          }),
        );
      }
    },
  });
}
