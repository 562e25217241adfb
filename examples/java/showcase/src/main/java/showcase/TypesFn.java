package showcase;

import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.StatefulFunction;
import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.message.Message;
import java.util.concurrent.CompletableFuture;

/** Part 1: a message says what type its value is of, and is read as that. */
final class TypesFn implements StatefulFunction {
  static final TypeName TYPE = TypeName.typeNameFromString("showcase/types");
  static final StatefulFunctionSpec SPEC = StatefulFunctionSpec.builder(TYPE).withSupplier(TypesFn::new).build();

  @Override
  public CompletableFuture<Void> apply(Context context, Message message) {
    Values.say(context, "types got " + describe(message));
    return context.done();
  }

  private static String describe(Message message) {
    if (message.isInt()) return "the int " + message.asInt();
    if (message.isLong()) return "the long " + message.asLong();
    if (message.isFloat()) return "the float " + message.asFloat();
    if (message.isDouble()) return "the double " + message.asDouble();
    if (message.isUtf8String()) return "the string " + message.asUtf8String();
    if (message.isBoolean()) return "the boolean " + message.asBoolean();
    if (message.is(Values.GREET_REQUEST)) return "a request to greet " + message.as(Values.GREET_REQUEST).name();
    if (message.is(Values.POINT)) {
      Values.Point point = message.as(Values.POINT);
      return "the point " + point.x() + ", " + point.y();
    }
    int length = message.rawValue().readableBytes();
    return length + " bytes of type " + message.valueTypeName().asTypeNameString();
  }
}
