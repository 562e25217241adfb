// Package statefun is the Go SDK of StateFun TS, and of any runtime that speaks the remote invocation protocol of Apache
// Flink Stateful Functions 3.1 to 3.3.
//
// A stateful function has a type, such as com.example/greeter, and an instance for each id. An instance handles one
// message at a time, has states of its own, and sends messages to other instances and records to egresses:
//
//	var seen = statefun.NewValue("seen", statefun.Int32)
//
//	func greet(ctx statefun.Context, message statefun.Message) error {
//		count, _ := seen.Get(ctx) // 0 when there is none yet
//		seen.Set(ctx, count+1)
//		ctx.Send(statefun.MessageBuilder{
//			Target: statefun.Address{FunctionType: statefun.TypeNameFrom("com.example/printer"), Id: "1"},
//			Value:  fmt.Sprintf("%s was here %d times before", ctx.Self().Id, count),
//		})
//		return nil
//	}
//
//	func main() {
//		functions := statefun.StatefulFunctionsBuilder()
//		_ = functions.WithSpec(statefun.StatefulFunctionSpec{
//			FunctionType: statefun.TypeNameFrom("com.example/greeter"),
//			States:       []statefun.ValueSpec{seen.Spec()},
//			Function:     statefun.StatefulFunctionPointer(greet),
//		})
//		http.Handle("/statefun", functions.AsHandler())
//		log.Fatal(http.ListenAndServe(":8000", nil))
//	}
//
// All that the handling of a batch of messages does takes effect together, in one durable step, and nothing of it when
// one of them fails: by an error that the function returns, by a panic, or by a mistake in a call of [Context] or
// [AddressScopedStorage]. Then the runtime calls again. So a function may run more often than once for a message, and
// what it does to the world outside should bear that; its states, messages and records are exactly once.
//
// The package has every exported name of the official SDK for Go, version 3, and besides them [Value] and [Type], which
// know the Go types of states and messages. Package statefuntest tests functions in memory.
package statefun
