package main

import "github.com/statefun-ts/statefun-ts/sdk-go/statefun"

// What the cart, the stock and the world say to each other, as JSON.
var (
	// To a cart.
	addToCartType = statefun.JSON[addToCart]("com.example/AddToCart")
	// To a cart: all goes back to the stock.
	clearCartType = statefun.JSON[struct{}]("com.example/ClearCart")
	// To a cart: buy what is in it.
	checkoutType = statefun.JSON[struct{}]("com.example/Checkout")

	// To the stock of an item: more of it is there.
	restockItemType = statefun.JSON[restockItem]("com.example/RestockItem")
	// To the stock of an item, by a cart: set some aside.
	requestItemType = statefun.JSON[requestItem]("com.example/RequestItem")
	// The stock's answer: all of the quantity, or nothing.
	itemAvailabilityType = statefun.JSON[itemAvailability]("com.example/ItemAvailability")

	// What the playground's egress takes.
	egressRecordType = statefun.MakeJsonType(statefun.TypeNameFrom("io.statefun.playground/EgressRecord"))
)

type addToCart struct {
	ItemID   string `json:"itemId"`
	Quantity int32  `json:"quantity"`
}

type restockItem struct {
	ItemID   string `json:"itemId"`
	Quantity int32  `json:"quantity"`
}

type requestItem struct {
	Quantity int32 `json:"quantity"`
}

type itemAvailability struct {
	Status   string `json:"status"`
	Quantity int32  `json:"quantity"`
}

const (
	inStock    = "IN_STOCK"
	outOfStock = "OUT_OF_STOCK"
)

// receipt is what was bought: quantities by item.
type receipt struct {
	UserID string           `json:"userId"`
	Items  map[string]int32 `json:"items"`
}

type egressRecord struct {
	Topic   string `json:"topic"`
	Payload string `json:"payload"`
}
