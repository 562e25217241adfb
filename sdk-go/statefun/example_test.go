package statefun_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// A whole service.
func Example() {
	functions := statefun.StatefulFunctionsBuilder()
	seen := statefun.NewValue("seen", statefun.Int32, statefun.ExpireAfterCall(24*time.Hour))
	err := functions.WithSpec(statefun.StatefulFunctionSpec{
		FunctionType: statefun.TypeNameFrom("com.example/greeter"),
		States:       []statefun.ValueSpec{seen.Spec()},
		Function: statefun.StatefulFunctionPointer(func(ctx statefun.Context, message statefun.Message) error {
			count, _ := seen.Get(ctx)
			seen.Set(ctx, count+1)
			ctx.SendEgress(statefun.KafkaEgressBuilder{
				Target: statefun.TypeNameFrom("com.example/greetings"),
				Topic:  "greetings",
				Key:    ctx.Self().Id,
				Value:  fmt.Sprintf("Hello %s, seen %d times before", message.AsString(), count),
			})
			return nil
		}),
	})
	if err != nil {
		log.Fatal(err)
	}
	http.Handle("/statefun", functions.AsHandler())
	log.Fatal(http.ListenAndServe(":8000", nil))
}

// proxyRequest and proxyResponse are events.APIGatewayProxyRequest and …Response of github.com/aws/aws-lambda-go, as far
// as they are used here.
type proxyRequest struct {
	Body            string `json:"body"`
	IsBase64Encoded bool   `json:"isBase64Encoded"`
}

type proxyResponse struct {
	StatusCode      int               `json:"statusCode"`
	Headers         map[string]string `json:"headers"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

// On AWS Lambda, behind an API Gateway, a function URL or a load balancer, the body comes and goes as Base64.
// application/octet-stream has to be among the gateway's binary media types.
func ExampleRequestReplyHandler_lambda() {
	functions := statefun.StatefulFunctionsBuilder()
	handler := functions.AsHandler()

	handle := func(ctx context.Context, request proxyRequest) (proxyResponse, error) {
		payload, err := []byte(request.Body), error(nil)
		if request.IsBase64Encoded {
			payload, err = base64.StdEncoding.DecodeString(request.Body)
		}
		if err != nil {
			return proxyResponse{StatusCode: http.StatusBadRequest, Body: err.Error()}, nil
		}
		reply, err := handler.Invoke(ctx, payload)
		if err != nil {
			return proxyResponse{StatusCode: http.StatusInternalServerError, Body: err.Error()}, nil
		}
		return proxyResponse{
			StatusCode:      http.StatusOK,
			Headers:         map[string]string{"Content-Type": "application/octet-stream"},
			Body:            base64.StdEncoding.EncodeToString(reply),
			IsBase64Encoded: true,
		}, nil
	}
	// lambda.Start(handle)

	answer, _ := handle(context.Background(), proxyRequest{Body: "ogYA", IsBase64Encoded: true})
	fmt.Println(answer.StatusCode, answer.Body)
	// Output: 500 this is not a request of Stateful Functions: it has no invocation with a target, so nobody knows which function it calls
}
