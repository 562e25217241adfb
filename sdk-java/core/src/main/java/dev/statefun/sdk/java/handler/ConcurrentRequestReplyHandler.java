package dev.statefun.sdk.java.handler;

import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.annotations.Internal;
import dev.statefun.sdk.java.internal.ByteArraySlice;
import dev.statefun.sdk.java.internal.FromFunction;
import dev.statefun.sdk.java.internal.ToFunction;
import dev.statefun.sdk.java.internal.WireFormatException;
import dev.statefun.sdk.java.slice.Slice;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The handler of {@link dev.statefun.sdk.java.StatefulFunctions}. May be used by several threads at once. */
@Internal
public final class ConcurrentRequestReplyHandler implements RequestReplyHandler {
  private final Map<TypeName, FunctionType> functions = new HashMap<>();

  public ConcurrentRequestReplyHandler(Map<TypeName, StatefulFunctionSpec> specs) {
    specs.forEach((type, spec) -> functions.put(type, new FunctionType(spec)));
  }

  @Override
  public CompletableFuture<Slice> handle(Slice input) {
    try {
      ToFunction request = read(input);
      if (!request.isInvocation()) return CompletableFuture.completedFuture(FromFunction.empty());
      return functionOf(request).call(request);
    } catch (Throwable failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private static ToFunction read(Slice input) {
    ToFunction request;
    try {
      request = ToFunction.read(ByteArraySlice.of(input));
    } catch (WireFormatException | IllegalArgumentException malformed) {
      throw new InvalidRequestException(malformed.getMessage(), malformed);
    }
    if (request.isInvocation() && request.target() == null) {
      throw new InvalidRequestException("it does not say which address it is for.", null);
    }
    for (ToFunction.Invocation message : request.invocations()) {
      if (message.argument() == null || !message.argument().hasValue()) {
        throw new InvalidRequestException("a message to " + request.target() + " has no value.", null);
      }
    }
    return request;
  }

  private FunctionType functionOf(ToFunction request) {
    FunctionType function = functions.get(request.target().type());
    if (function == null) throw new UnknownFunctionException(request.target().type());
    return function;
  }
}
