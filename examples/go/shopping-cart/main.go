// Command shopping-cart serves the functions of the example, on 127.0.0.1 and the port 8000, or $PORT.
package main

import (
	"cmp"
	"log"
	"net/http"
	"os"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

func main() {
	functions := statefun.StatefulFunctionsBuilder()
	for _, spec := range []statefun.StatefulFunctionSpec{cart, stock} {
		if err := functions.WithSpec(spec); err != nil {
			log.Fatal(err)
		}
	}
	http.Handle("/statefun", functions.AsHandler())
	log.Fatal(http.ListenAndServe("127.0.0.1:"+cmp.Or(os.Getenv("PORT"), "8000"), nil))
}
