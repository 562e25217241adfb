module peer/sdk-go

go 1.23

require github.com/statefun-ts/statefun-ts/sdk-go v0.0.0

require google.golang.org/protobuf v1.36.6 // indirect

replace github.com/statefun-ts/statefun-ts/sdk-go => ../../../sdk-go
