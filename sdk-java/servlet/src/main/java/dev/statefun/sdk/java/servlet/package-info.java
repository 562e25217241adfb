/** Functions in a servlet container. */
package dev.statefun.sdk.java.servlet;
