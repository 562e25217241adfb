/** Functions as a servlet. */
module dev.statefun.sdk.java.servlet {
  requires transitive dev.statefun.sdk.java;
  requires transitive jakarta.servlet;

  exports dev.statefun.sdk.java.servlet;
}
