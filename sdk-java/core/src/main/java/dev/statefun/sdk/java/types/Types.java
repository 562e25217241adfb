package dev.statefun.sdk.java.types;

import dev.statefun.sdk.java.TypeName;

/** The types that every SDK knows. Their values are immutable. */
public final class Types {
  public static final TypeName BOOLEAN_TYPENAME = builtIn("bool");
  public static final TypeName INTEGER_TYPENAME = builtIn("int");
  public static final TypeName FLOAT_TYPENAME = builtIn("float");
  public static final TypeName LONG_TYPENAME = builtIn("long");
  public static final TypeName DOUBLE_TYPENAME = builtIn("double");
  public static final TypeName STRING_TYPENAME = builtIn("string");

  private static final Type<Boolean> BOOLEAN = new PrimitiveType<>(BOOLEAN_TYPENAME, PrimitiveCodec.BOOLEAN);
  private static final Type<Integer> INTEGER = new PrimitiveType<>(INTEGER_TYPENAME, PrimitiveCodec.INTEGER);
  private static final Type<Float> FLOAT = new PrimitiveType<>(FLOAT_TYPENAME, PrimitiveCodec.FLOAT);
  private static final Type<Long> LONG = new PrimitiveType<>(LONG_TYPENAME, PrimitiveCodec.LONG);
  private static final Type<Double> DOUBLE = new PrimitiveType<>(DOUBLE_TYPENAME, PrimitiveCodec.DOUBLE);
  private static final Type<String> STRING = new PrimitiveType<>(STRING_TYPENAME, PrimitiveCodec.STRING);

  private Types() {}

  private static TypeName builtIn(String name) {
    return TypeName.typeNameOf("io.statefun.types", name);
  }

  public static Type<Long> longType() {
    return LONG;
  }

  /** Text that has a UTF-8 form: strings with a lone surrogate are refused. */
  public static Type<String> stringType() {
    return STRING;
  }

  public static Type<Integer> integerType() {
    return INTEGER;
  }

  public static Type<Boolean> booleanType() {
    return BOOLEAN;
  }

  public static Type<Float> floatType() {
    return FLOAT;
  }

  public static Type<Double> doubleType() {
    return DOUBLE;
  }
}
