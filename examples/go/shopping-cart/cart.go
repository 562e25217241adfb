package main

import (
	"encoding/json"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

var (
	playground = statefun.TypeNameFrom("io.statefun.playground/egress")

	// What the stock has set aside for this cart, by item.
	basket = statefun.NewValue("basket", statefun.JSON[map[string]int32]("com.example/Basket"))
	// How many answers of the stock are still to come.
	awaited = statefun.NewValue("awaited", statefun.Int32)
	// A checkout waits for them.
	isCheckingOut = statefun.NewValue("is_checking_out", statefun.Bool)
)

// cart has one instance for each user. The cart and the stock always agree, whatever crashes.
var cart = statefun.StatefulFunctionSpec{
	FunctionType: statefun.TypeNameFrom("com.example/user-shopping-cart"),
	States:       []statefun.ValueSpec{basket.Spec(), awaited.Spec(), isCheckingOut.Spec()},
	Function:     statefun.StatefulFunctionPointer(handleCart),
}

func handleCart(ctx statefun.Context, message statefun.Message) error {
	if err := change(ctx, message); err != nil {
		return err
	}
	checkingOut, _ := isCheckingOut.Get(ctx)
	answers, _ := awaited.Get(ctx)
	if checkingOut && answers == 0 {
		return buy(ctx)
	}
	return nil
}

func change(ctx statefun.Context, message statefun.Message) error {
	switch {
	case addToCartType.Is(message):
		item, err := addToCartType.From(message)
		if err != nil {
			return err
		}
		ask(ctx, item)
	case itemAvailabilityType.Is(message):
		answer, err := itemAvailabilityType.From(message)
		if err != nil {
			return err
		}
		putAside(ctx, answer)
	case clearCartType.Is(message):
		giveBack(ctx)
	case checkoutType.Is(message):
		isCheckingOut.Set(ctx, true)
	}
	return nil
}

func ask(ctx statefun.Context, item addToCart) {
	target := statefun.Address{FunctionType: stockType, Id: item.ItemID}
	ctx.Send(requestItemType.To(target, requestItem{Quantity: item.Quantity}))
	answers, _ := awaited.Get(ctx)
	awaited.Set(ctx, answers+1)
}

// putAside takes the answer of the stock of one item: its id says which.
func putAside(ctx statefun.Context, answer itemAvailability) {
	answers, _ := awaited.Get(ctx)
	awaited.Set(ctx, answers-1)
	if answer.Status != inStock || ctx.Caller() == nil {
		return
	}
	items, exists := basket.Get(ctx)
	if !exists {
		items = map[string]int32{}
	}
	items[ctx.Caller().Id] += answer.Quantity
	basket.Set(ctx, items)
}

// giveBack returns all to the stock.
func giveBack(ctx statefun.Context) {
	items, _ := basket.Get(ctx)
	for item, quantity := range items {
		target := statefun.Address{FunctionType: stockType, Id: item}
		ctx.Send(restockItemType.To(target, restockItem{ItemID: item, Quantity: quantity}))
	}
	basket.Remove(ctx)
}

func buy(ctx statefun.Context) error {
	items, exists := basket.Get(ctx)
	if !exists {
		items = map[string]int32{}
	}
	payload, err := json.Marshal(receipt{UserID: ctx.Self().Id, Items: items})
	if err != nil {
		return err
	}
	basket.Remove(ctx)
	isCheckingOut.Remove(ctx)
	ctx.SendEgress(statefun.GenericEgressBuilder{
		Target:    playground,
		Value:     egressRecord{Topic: "receipts", Payload: string(payload)},
		ValueType: egressRecordType,
	})
	return nil
}
