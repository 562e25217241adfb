package dev.statefun.sdk.java.handler;

/** Thrown on a request that is not one of the protocol. To send it again is of no use. */
public final class InvalidRequestException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  InvalidRequestException(String problem, Throwable cause) {
    super("This is not a request of the StateFun protocol: " + problem, cause);
  }
}
