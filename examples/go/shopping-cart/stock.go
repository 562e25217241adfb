package main

import "github.com/statefun-ts/statefun-ts/sdk-go/statefun"

var (
	stockType = statefun.TypeNameFrom("com.example/stock")
	inventory = statefun.NewValue("stock", statefun.Int32)
)

// stock has one instance for each item: it counts how much of it there is, and gives it out.
var stock = statefun.StatefulFunctionSpec{
	FunctionType: stockType,
	States:       []statefun.ValueSpec{inventory.Spec()},
	Function:     statefun.StatefulFunctionPointer(handleStock),
}

func handleStock(ctx statefun.Context, message statefun.Message) error {
	available, _ := inventory.Get(ctx)
	switch {
	case restockItemType.Is(message):
		item, err := restockItemType.From(message)
		if err != nil {
			return err
		}
		inventory.Set(ctx, available+item.Quantity)
	case requestItemType.Is(message) && ctx.Caller() != nil:
		request, err := requestItemType.From(message)
		if err != nil {
			return err
		}
		answer := itemAvailability{Status: outOfStock, Quantity: request.Quantity}
		if request.Quantity <= available {
			inventory.Set(ctx, available-request.Quantity)
			answer.Status = inStock
		}
		ctx.Send(itemAvailabilityType.To(*ctx.Caller(), answer))
	}
	return nil
}
