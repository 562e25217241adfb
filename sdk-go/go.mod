module github.com/statefun-ts/statefun-ts/sdk-go

go 1.23

require google.golang.org/protobuf v1.36.6
