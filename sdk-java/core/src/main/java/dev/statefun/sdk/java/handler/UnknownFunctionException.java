package dev.statefun.sdk.java.handler;

import dev.statefun.sdk.java.TypeName;

/** Thrown on a request for a function that this handler doesn't have. A new version of the service may have it. */
public final class UnknownFunctionException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  UnknownFunctionException(TypeName type) {
    super(
        "There is no function " + type.asTypeNameString()
            + " here: add it by StatefulFunctions.withStatefulFunction(...), or correct the endpoint in module.yaml.");
  }
}
