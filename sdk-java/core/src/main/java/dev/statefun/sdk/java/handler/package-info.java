/** From requests of the runtime to calls of functions. */
package dev.statefun.sdk.java.handler;
