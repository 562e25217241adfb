package dev.statefun.compat;

import java.util.concurrent.CompletableFuture;

/** A handler of either SDK. */
public interface Service {
  /** Answers a request. The future fails with what the handler fails with. */
  CompletableFuture<byte[]> handle(byte[] request);
}
